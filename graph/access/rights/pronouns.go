package rights

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// mostPronouns is how many characters pronouns have at most.
const mostPronouns = 40

// SetPronouns says what the viewer is spoken of with; an empty text takes it back.
func SetPronouns(ctx context.Context, v *access.View, pronouns string) error {
	person := v.Viewer().Person
	pronouns = strings.TrimSpace(pronouns)
	if !utf8.ValidString(pronouns) || utf8.RuneCountInString(pronouns) > mostPronouns || strings.ContainsFunc(pronouns, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("%w: pronouns are a line of at most 40 characters", graph.ErrInvalid)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	facts, err := unfiltered.Reader(v).Facts(ctx, graph.Whole, person)
	if err != nil || len(facts) == 0 {
		return errorOr(err, fmt.Errorf("%w: %q", graph.ErrNotFound, person))
	}
	fact := facts[0]
	value := graph.As[graph.Person](fact)
	if value.Pronouns == pronouns {
		return nil
	}
	value.Pronouns = pronouns
	fact.Value = value
	_, err = unfiltered.Commit(ctx, v, graph.Tx{Put: []graph.Fact{fact}, If: []graph.Condition{{Key: person, Revision: fact.Revision}}})
	return err
}
