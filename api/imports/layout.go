package imports

import (
	"github.com/sachant/sachant/ingest/activity/tabular"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/opening"
	"github.com/sachant/sachant/ingest/organization"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/ingest/table"
)

// LayoutText says how a table is laid out.
func LayoutText(layout string) string {
	switch interview.Layout(layout) {
	case table.LayoutUnknown:
		return "what its columns hold is not known: say it column by column"
	case people.Layout:
		return "a row for each person"
	case opening.Layout:
		return "a list of openings"
	case tabular.LayoutContributions:
		return "a row for each contribution"
	case organization.LayoutUnits:
		return "a list of units"
	case organization.LayoutReorganization:
		return "what became of units"
	case interview.LayoutLong:
		return "a row for each person and skill"
	case interview.LayoutSummary:
		return "a row for each interview"
	case interview.LayoutMatrix:
		return "a row for each person, a column for each skill"
	case interview.LayoutTransposed:
		return "a row for each skill, a column for each person"
	case interview.LayoutSkills:
		return "a list of skills"
	}
	return "a list of posts and the skills they require"
}
