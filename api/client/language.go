package client

import (
	"context"

	"golang.org/x/text/language"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// Preferred returns the language that the directory says a viewer prefers, the first of [Languages] where it says none of them.
func Preferred(ctx context.Context, view *access.View) (string, error) {
	person := view.Viewer().Person
	if person == "" {
		return Languages()[0], nil
	}
	facts, err := view.Facts(ctx, graph.Brief, person)
	if err != nil || len(facts) == 0 {
		return Languages()[0], err
	}
	preferred, _ := language.Make(graph.As[graph.Person](facts[0]).PreferredLanguage).Base()
	for _, each := range Languages() {
		if preferred.String() == each {
			return each, nil
		}
	}
	return Languages()[0], nil
}
