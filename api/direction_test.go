package api

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// What people wrote turns the direction of nothing around it: on every page it is inside an element that isolates it,
// and in the title of a page, which has no elements, without its marks.
func TestDirectionOfPeoplesTextIsIsolated(t *testing.T) {
	const written = "\u202eאב"
	for tag, r := range renderers(t) {
		for _, scene := range scenes() {
			what, shown := scene.what, 0
			what.Data, what.Today = rewritten(answerOf(t, scene.name), written).(map[string]any), "2026-07-01"
			if what.Words != "" {
				what.Words = written
			}
			page, err := r.Render(scene.template, what)
			if err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(strings.NewReader(string(page)))
			if err != nil {
				t.Fatal(err)
			}
			for node := range root.Descendants() {
				if node.Type != html.TextNode || !strings.Contains(node.Data, "אב") {
					continue
				}
				shown++
				if node.Parent.Data == "title" {
					if strings.ContainsFunc(node.Data, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
						t.Errorf("%s.%s: the title is %q", scene.name, tag, node.Data)
					}
				} else if !isIsolated(node) {
					t.Errorf("%s.%s: %q stands in <%s> and turns what is around it", scene.name, tag, node.Data, node.Parent.Data)
				}
			}
			if shown == 0 && len(what.Data) > 1 {
				t.Errorf("%s.%s: nothing that people wrote is shown", scene.name, tag)
			}
		}
	}
}

func isIsolated(node *html.Node) bool {
	for one := range node.Ancestors() {
		if one.Data == "bdi" || slices.ContainsFunc(one.Attr, func(a html.Attribute) bool { return a.Key == "dir" }) {
			return true
		}
	}
	return false
}

// rewritten is an answer in which people wrote something else.
func rewritten(value any, text string) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = rewritten(value[i], text)
		}
	case map[string]any:
		for name, field := range value {
			if _, isText := field.(string); isText {
				if slices.Contains([]string{"displayName", "title", "name", "prefLabel", "domain", "notation", "definition", "summary", "content", "excerpt", "roomNumber", "employeeNumber", "asked"}, name) {
					value[name] = text
				}
			} else if labels, isList := field.([]any); isList && (name == "altLabel" || name == "searched") {
				for i := range labels {
					labels[i] = text
				}
			} else {
				value[name] = rewritten(field, text)
			}
		}
	}
	return value
}
