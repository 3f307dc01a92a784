package main

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/opening"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/ingest/table"
)

// What a column can hold is offered on the page of imports and told by --dry-run, in French too.
func TestFieldsOfColumnsAreNamedInFrench(t *testing.T) {
	french, err := catalog.New("fr")
	if err != nil {
		t.Fatal(err)
	}
	same := []string{"contact", "description", "login", "site"} // in both languages
	for source, columns := range map[string][]table.Column{"interviews": interview.Columns(), "people": people.Columns(), "openings": opening.Columns()} {
		for _, column := range columns {
			if name := string(column.Field); french.Text(name) == name && !slices.Contains(same, name) {
				t.Errorf("%s: %q is not in French", source, name)
			}
		}
	}
}
