package asking_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
	"github.com/sachant/sachant/graph/access/subscription"
)

func (i *interrupted) tagged(t *testing.T, text graph.Key) (people []graph.Key) {
	t.Helper()
	edges, err := i.Edges(t.Context(), []graph.Key{text}, graph.Out, graph.KindTagged)
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range edges {
		people = append(people, edge.To())
	}
	return people
}

func TestATextTagsThePeopleItNames(t *testing.T) {
	store, now := answered(t), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	person := func(id string, value graph.Person) graph.Fact { return graph.Node(id, "directory", value) }
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:test", Put: []graph.Fact{
		person("zoe", graph.Person{DisplayName: "Zoé Le Gall"}), person("hana", graph.Person{DisplayName: "Hana Ito", Hidden: true}),
		person("max", graph.Person{DisplayName: "Max Roy"}), person("max2", graph.Person{DisplayName: "Max Roy"}),
	}}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]graph.Key{
		"Merci @Zoé Le Gall !":                         {"person/zoe"},
		"@zoe le gall sait, et (@Ana) aussi":           {ana, "person/zoe"},
		"mail a@zoe.example, prix @ 3 euros, @":        nil,
		"@Hana Ito est masquée, @Max Roy sont deux":    nil,
		"**@Zoé Le Gall**, encore @Zoé Le Gall.":       {"person/zoe"},
		"@Ben, qui écrit, ne se cite pas":              nil,
		"@Zoé\nLe Gall":                                nil,
		"la fin d'une ligne @Zoé Le Gall\net la suite": {"person/zoe"},
	} {
		if err := asking.Edit(t.Context(), store.as(ben), answer, "", text, now); err != nil {
			t.Fatal(err)
		}
		if found := store.tagged(t, answer); !slices.Equal(found, want) {
			t.Errorf("%q tags %v, want %v", text, found, want)
		}
	}
	if err := asking.Delete(t.Context(), store.as(ben), answer, now); err != nil {
		t.Fatal(err)
	}
	if found := store.tagged(t, answer); len(found) > 0 {
		t.Errorf("a deleted text tags %v", found)
	}
}

// However many texts name somebody, they get so many mails a day, and the others later.
func TestMailsOfNamesAreBoundedByDay(t *testing.T) {
	store, now := answered(t), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for i := range 23 {
		key := graph.NodeKey(graph.KindContribution, fmt.Sprint("c", i))
		if err := asking.Comment(t.Context(), store.as(ben), key, question, "Voir @Ana.", "fr", now); err != nil {
			t.Fatal(err)
		}
	}
	gate := access.NewGate(store.Store, store)
	gate.Now = func() time.Time { return now }
	for _, want := range []int{20, 0} {
		mails, notes := 0, []graph.Fact{}
		all, err := asking.QuestionMails(t.Context(), gate)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range all {
			if one.Why == graph.NotifyTagged && graph.As[graph.Notified](one.Note).State == "" {
				one.Note.Value = graph.Notified{State: graph.MailSent, At: now}
				mails, notes = mails+1, append(notes, one.Note)
			}
		}
		if mails != want {
			t.Errorf("%d mails are to be sent, want %d", mails, want)
		}
		if len(notes) > 0 {
			if err := subscription.NoteMails(t.Context(), gate, notes); err != nil {
				t.Fatal(err)
			}
		}
	}
}
