package asking

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/internal/unfiltered"
)

// The bounds of a name after an @, in words, and of how many people a text tags.
const (
	maxNameWords = 4
	maxTagged    = 10
)

// addTags adds to a transaction the people whose names a text has, and takes back the ones of an earlier text. It tags people that
// the writer sees, by a name that one of them alone has. Nobody is told of a text that they do not see.
func addTags(ctx context.Context, v *access.View, tx *graph.Tx, key graph.Key, text, origin string, on graph.Date) error {
	people, err := taggedBy(ctx, v, text)
	if err != nil {
		return err
	}
	before, err := unfiltered.Reader(v).Edges(ctx, []graph.Key{key}, graph.Out, graph.KindTagged)
	for _, edge := range before {
		if at := slices.Index(people, edge.To()); at >= 0 {
			people = slices.Delete(people, at, at+1)
		} else {
			tx.Delete = append(tx.Delete, edge.Key)
		}
	}
	for _, person := range people {
		tx.Put = append(tx.Put, graph.Edge(key, "", person, origin, graph.Tagged{On: on}))
	}
	return err
}

// taggedBy returns the people whose names a text has after an @, but the writer.
func taggedBy(ctx context.Context, v *access.View, text string) ([]graph.Key, error) {
	names := namesAfterAt(text)
	if len(names) == 0 {
		return nil, nil
	}
	people := map[string][]graph.Key{}
	_, err := v.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if name := graph.Slug(graph.As[graph.Person](fact).DisplayName); name != "" {
			people[name] = append(people[name], fact.Key)
		}
		return nil
	}, graph.KindPerson)
	var found []graph.Key
	for _, words := range names {
		for n := len(words); n > 0; n-- {
			named := people[graph.Slug(strings.TrimRight(strings.Join(words[:n], " "), ".-'’"))]
			if len(named) == 0 {
				continue
			}
			if len(named) == 1 && named[0] != v.Viewer().Person && !slices.Contains(found, named[0]) && len(found) < maxTagged {
				found = append(found, named[0])
			}
			break
		}
	}
	return found, err
}

// namesAfterAt returns the words after each @ that begins a word, up to a line's end or a mark that no name has.
func namesAfterAt(text string) (names [][]string) {
	before := ' '
	for i, r := range text {
		if r == '@' && !unicode.IsLetter(before) && !unicode.IsNumber(before) {
			rest := text[i+1:]
			if end := strings.IndexFunc(rest, func(r rune) bool { return !isOfName(r) }); end >= 0 {
				rest = rest[:end]
			}
			if words := strings.Fields(rest); len(words) > 0 && !strings.HasPrefix(rest, " ") {
				names = append(names, words[:min(len(words), maxNameWords)])
			}
		}
		before = r
	}
	return names
}

func isOfName(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || strings.ContainsRune(" -'’.", r)
}
