package ingest

import (
	"testing"

	"github.com/sachant/sachant/graph"
)

// FuzzReference: whatever a source knows of somebody, a reference keeps it; whatever key it
// says, what comes of it is an error or something that is no reference any more.
func FuzzReference(f *testing.F) {
	for _, seed := range []struct{ key, value string }{
		{"person/?employeeNumber=000127", "000127"}, {"person/?mail=zoe%40exemple.fr", "a&b=c d+é"}, {"person/?account=a", ""},
		{"skill/?label=C%2B%2B", "Négociation d’achats"}, {"interview/?person%2F%3FemployeeNumber%3D1&parcours", "%zz"},
		{"person/?employeeNumber=1 -declares[interview/?person%2F%3Fmail%3Dx&y]-> skill/?label=a", "\x00"},
		{"person/?", "?"}, {"/?=", "%"}, {"interview/?interview%2F%3Finterview%252F%253Fa%2526b%26c&d", "&"},
	} {
		f.Add(seed.key, seed.value)
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		r := smallResolver()
		got, err := r.key(graph.Key(text), &scope{})
		if from, to := got.Ends(); err == nil && got.Check() == nil && (IsReference(from) || IsReference(to)) {
			t.Errorf("%q becomes %q", text, got)
		}
		reference := Reference(graph.KindPerson, "employeeNumber", value)
		if !IsReference(reference) || reference.IsEdge() {
			t.Errorf("%q is no reference", reference)
		}
		edge := graph.EdgeKey(reference, graph.KindDeclares, string(Derived(graph.KindInterview, string(reference), value)), "skill/go")
		if from, to := edge.Ends(); from != reference || to != "skill/go" || edge.Tag() != string(Derived(graph.KindInterview, string(reference), value)) {
			t.Errorf("%q falls apart into %q, %q and %q", edge, from, edge.Tag(), to)
		}
		if found, err := r.key(edge, &scope{}); err == nil && found.Check() != nil {
			t.Errorf("%q becomes %q: %v", edge, found, found.Check())
		}
	})
}

// smallResolver knows one person.
func smallResolver() *resolver {
	ana := &person{number: "000127", addresses: []string{"zoe@exemple.fr"}}
	return &resolver{
		references: map[graph.Key]*account{},
		source:     "test", namer: graph.NewNamer([]byte("0123456789abcdef")), trustEmail: true,
		people: &people{
			accounts: map[graph.Key]*account{"account/a": {key: "account/a", person: "person/a"}}, persons: map[graph.Key]*person{"person/a": ana},
			numbers: map[string][]graph.Key{"000127": {"person/a"}}, trimmed: map[string][]graph.Key{"127": {"person/a"}},
			mails: map[string][]graph.Key{"zoe@exemple.fr": {"person/a"}},
		},
		skills: &skills{others: map[string]graph.Key{}, own: map[string]graph.Key{}, exists: map[graph.Key]bool{}},
		claims: map[string]graph.Key{}, warn: func(string) {},
	}
}
