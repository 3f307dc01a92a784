package suggest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/replica"
	"github.com/sachant/sachant/graph/sqlite"
)

// office is a graph in memory that tests type into.
type office struct {
	t     testing.TB
	store *sqlite.Store
	copy  *replica.Replica
	gate  *access.Gate
	table *Table
}

func open(t testing.TB, facts ...graph.Fact) *office {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(time.Now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	o := &office{t: t, store: store, table: New()}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	if o.copy, err = replica.Follow(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	o.gate = access.NewGate(o.copy, store)
	return o
}

func (o *office) put(facts ...graph.Fact) {
	o.t.Helper()
	if _, err := o.store.Commit(o.t.Context(), graph.Tx{Actor: "import:test", Put: facts}); err != nil {
		o.t.Fatal(err)
	}
	if err := o.copy.CatchUp(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) typed(viewer access.Viewer, text string) string {
	o.t.Helper()
	found, err := o.table.Suggest(o.t.Context(), o.gate.View(viewer), text, 3)
	if err != nil {
		o.t.Fatal(err)
	}
	labels := make([]string, len(found))
	for i, one := range found {
		labels[i] = one.Label
	}
	return strings.Join(labels, ", ")
}

func employee(person graph.Key) access.Viewer {
	return access.Viewer{Person: person, Roles: []access.Role{access.Employee}}
}

func node(id string, value graph.Value) graph.Fact { return graph.Node(id, "test", value) }

func edge(from, to graph.Key, value graph.Value) graph.Fact {
	return graph.Edge(from, "", to, "test", value)
}

func people() []graph.Fact {
	return []graph.Fact{
		node("ada", graph.Person{DisplayName: "Ada Négrier", GivenName: "Ada", FamilyName: "Négrier", Title: "Acheteuse"}),
		node("bob", graph.Person{DisplayName: "Bob Legrand"}), node("hid", graph.Person{DisplayName: "Nélia Cachée", Hidden: true}),
		node("neg", graph.Skill{PrefLabel: "Négociation", AltLabel: []string{"Bargaining"}}), graph.Edge("person/ada", "self", "skill/neg", "test", graph.Declares{Possessed: true, Published: true}),
		node("priv", graph.Skill{PrefLabel: "Négligence"}), graph.Edge("person/ada", "self", "skill/priv", "test", graph.Declares{Possessed: true}),
		node("q1", graph.Contribution{Type: graph.TypeQuestion, Title: "Comment négocier un contrat-cadre ?"}),
		node("q1-a", graph.Contribution{Type: graph.TypeAnswer, Title: "Négocier tôt"}),
		node("open", graph.Community{Name: "Négociateurs"}), node("closed", graph.Community{Name: "Négatifs", Secret: true}),
		node("q2", graph.Contribution{Type: graph.TypeQuestion, Title: "Négocier en secret ?"}), edge("contribution/q2", "community/closed", graph.In{}),
		edge("person/bob", "community/closed", graph.MemberOf{}),
	}
}

// What is typed is found at the beginning of any word, in any case, with or without accents; what not every colleague may see is
// offered to nobody, and nothing to who is nobody.
func TestWhatIsTypedBeginsWhatIsSuggested(t *testing.T) {
	o := open(t, people()...)
	for typed, want := range map[string]string{
		"neg":          "Ada Négrier, Négociation, Comment négocier un contrat-cadre ?, Négociateurs",
		"NÉGO":         "Négociation, Comment négocier un contrat-cadre ?, Négociateurs",
		"negrier ad":   "Ada Négrier",
		"ada neg":      "Ada Négrier",
		"barg":         "Négociation",
		"contrat-c":    "Comment négocier un contrat-cadre ?",
		"ego":          "",
		"négligence":   "",
		"nélia":        "",
		" ":            "",
		"?":            "",
		"négrier bob":  "",
		"négo, secret": "",
	} {
		for name, viewer := range map[string]access.Viewer{"ada": employee("person/ada"), "bob": employee("person/bob"), "hr": {Roles: []access.Role{access.Employee, access.HRRole}}} {
			if got := o.typed(viewer, typed); got != want {
				t.Errorf("as %s, %q suggests %q, not %q", name, typed, got, want)
			}
		}
		if got := o.typed(access.Viewer{}, typed); got != "" {
			t.Errorf("nobody is suggested %q", got)
		}
	}
}

// Suggestions follow what changes: names, who is hidden, what becomes secret, what is published.
func TestSuggestionsFollowTheGraph(t *testing.T) {
	o := open(t, people()...)
	bob := employee("person/bob")
	o.typed(bob, "neg")
	for _, step := range []struct {
		put        graph.Fact
		typed, got string
	}{
		{node("ada", graph.Person{DisplayName: "Ada Martin"}), "neg", "Négociation, Comment négocier un contrat-cadre ?, Négociateurs"},
		{node("ada", graph.Person{DisplayName: "Ada Martin"}), "mart", "Ada Martin"},
		{graph.Edge("person/ada", "self", "skill/priv", "test", graph.Declares{Possessed: true, Published: true}), "neglig", "Négligence"},
		{edge("contribution/q1", "community/closed", graph.In{}), "contrat", ""},
		{node("open", graph.Community{Name: "Négociateurs", Secret: true}), "negociat", "Négociation"},
		{node("hid", graph.Person{DisplayName: "Nélia Montrée"}), "nelia", "Nélia Montrée"},
		{node("ada", graph.Person{DisplayName: "Ada Martin", Hidden: true}), "mart", ""},
		{node("ada", graph.Person{DisplayName: "Ada Martin", Absent: true}), "neg", ""},
	} {
		o.put(step.put)
		if got := o.typed(bob, step.typed); got != step.got {
			t.Errorf("after %s, %q suggests %q, not %q", step.put.Key, step.typed, got, step.got)
		}
	}
}

// BenchmarkSuggest types three letters in a company of 20,000 people, 2,000 skills and 20,000 questions.
func BenchmarkSuggest(b *testing.B) {
	var facts []graph.Fact
	syllables := []string{"ma", "ri", "el", "ne", "go", "ci", "tu", "ra", "lo", "be", "sa", "di"}
	name := func(i int) string {
		text := ""
		for range 4 {
			text, i = text+syllables[i%len(syllables)], i/len(syllables)+i%7
		}
		return text
	}
	for i := range 20_000 {
		facts = append(facts, node(fmt.Sprint("p", i), graph.Person{DisplayName: name(i) + " " + name(i*31), GivenName: name(i), FamilyName: name(i * 31)}),
			node(fmt.Sprint("q", i), graph.Contribution{Type: graph.TypeQuestion, Title: "Comment " + name(i*7) + " un " + name(i*13) + " sans " + name(i*3) + " ?"}))
		if i < 2000 {
			skill := node(fmt.Sprint("s", i), graph.Skill{PrefLabel: name(i*17) + " " + name(i)})
			facts = append(facts, skill, graph.Edge(graph.NodeKey(graph.KindPerson, fmt.Sprint("p", i)), "self", skill.Key, "test", graph.Declares{Possessed: true, Published: true}))
		}
	}
	o := open(b, facts...)
	o.typed(employee("person/p1"), "mar")
	for _, typed := range []string{"m", "mar", "nego", "maria gori"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				o.typed(employee("person/p1"), typed)
			}
		})
	}
}
