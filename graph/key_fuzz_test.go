package graph_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/graph"
)

// FuzzKey: whatever the text, a key is refused, or comes apart into what makes it again.
func FuzzKey(f *testing.F) {
	for _, seed := range []string{
		"person/7f3a", "person/a -follows-> person/b", "person/a -declares[interview/52e1]-> skill/c++", "person/a -declares[]-> skill/a",
		" -follows-> ", "person/a -follows-> person/a -follows-> person/b", "person/a\n", "skill/é", "/", " -", "-> [",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key := graph.Key(text)
		from, to := key.Ends()
		before, rest, joined := strings.Cut(text, " -")
		middle, after, whole := strings.Cut(rest, "-> ")
		if key.IsEdge() != joined || whole && (string(from) != before || string(to) != after || !strings.HasPrefix(middle, string(key.Kind()))) || !whole && from+to != "" {
			t.Fatalf("%q falls apart into %q, %q and %q", text, from, key.Kind(), to)
		}
		if key.Check() != nil {
			return
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("%q is a key", text)
		}
		if !key.IsEdge() {
			if from != "" || to != "" || key.Tag() != "" || graph.NodeKey(key.Kind(), key.ID()) != key {
				t.Errorf("%q falls apart", key)
			}
			return
		}
		if graph.EdgeKey(from, key.Kind(), key.Tag(), to) != key || from.Check() != nil || to.Check() != nil || from.IsEdge() || to.IsEdge() {
			t.Errorf("%q falls apart into %q and %q", key, from, to)
		}
	})
}

// FuzzSlug: whatever people type becomes nothing or an id, the same one however its accents
// are encoded; and one that spells everything is its own.
func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"Négociation d’achats", "C++", ".NET", "Main d'œuvre", "ǿ", "İ", "--", "a\xff", "㎒", "漢字"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, label string) {
		slug := graph.Slug(label)
		if again := graph.Slug(slug); again != slug && !strings.Contains(slug, "~") {
			t.Errorf("Slug(%q) = %q, then %q", label, slug, again)
		}
		if composed, apart := graph.Slug(norm.NFC.String(label)), graph.Slug(norm.NFD.String(label)); composed != apart {
			t.Errorf("Slug(%q) is %q composed and %q apart", label, composed, apart)
		}
		if slug != "" && graph.NodeKey(graph.KindSkill, slug).Check() != nil {
			t.Errorf("Slug(%q) = %q, which is no id", label, slug)
		}
	})
}
