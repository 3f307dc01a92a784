package ingest_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// TestAnythingSaid: posts before their questions and authors, likes of what was never
// described, skills by code and by label, in any order: the facts do not depend on the chunks, and
// saying it again writes nothing and reports the same rejections.
func TestAnythingSaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		statements := rapid.SliceOfN(rapid.Custom(drawStatement), 1, 25).Draw(rt, "statements")
		for i := range statements {
			statements[i].Where = ingest.Where{File: "f", Line: i + 1}
		}
		create := rapid.Bool().Draw(rt, "create")
		small, large := open(rt), open(rt)
		defer closed(rt, small)
		defer closed(rt, large)
		chunk := rapid.IntRange(1, 9).Draw(rt, "chunk")
		first := importedForum(rt, small, chunk, create, statements)
		same(rt, "reports", outcome(first), outcome(importedForum(rt, large, 10_000, create, statements)))
		same(rt, "facts", scanned(rt, small), scanned(rt, large))
		again := importedForum(rt, small, chunk+1, create, statements)
		same(rt, "changes", []string{fmt.Sprint(again.Added, again.Changed, again.Removed)}, []string{"map[] map[] map[]"})
	})
}

func importedForum(rt *rapid.T, store graph.Store, chunk int, create bool, statements []ingest.Statement) ingest.Report {
	im := ingest.Import{Source: "forum", Store: store, Namer: graph.NewNamer([]byte("key")), Chunk: chunk, CreatePeople: create}
	report, err := im.Run(context.Background(), emits(statements...))
	if err != nil {
		rt.Fatal(err)
	}
	return report
}

func drawStatement(rt *rapid.T) ingest.Statement {
	small := func(name string) string { return fmt.Sprint(rapid.IntRange(0, 3).Draw(rt, name)) }
	var s ingest.Statement
	switch rapid.IntRange(0, 3).Draw(rt, "sort") {
	case 0:
		i := rapid.IntRange(0, 3).Draw(rt, "member")
		s = member(fmt.Sprint("m", i), []string{"", "1", "3", "2"}[i])
	case 1:
		s = post("p"+small("post"), ownerOf("m"+small("author")), "p"+small("question"), "forum"+small("community"))
	case 2:
		s = ingest.Statement{Facts: []graph.Fact{
			graph.Edge(ownerOf("m"+small("who")), "", graph.NodeKey(graph.KindContribution, "p"+small("what")), "", graph.Likes{}),
		}}
	case 3:
		s = drawDeclaration(rt, ingest.Reference(graph.KindPerson, "employeeNumber", small("number")))
	}
	s.Lenient = rapid.Bool().Draw(rt, "lenient")
	return s
}

// post is a contribution; one that answers itself is a question.
func post(id string, author graph.Key, question, community string) ingest.Statement {
	contribution := graph.Node(id, "", graph.Contribution{Type: graph.TypeAnswer, Content: "text of " + id})
	group := graph.Node(community, "", graph.Community{Name: community})
	facts := []graph.Fact{contribution, group, graph.Edge(contribution.Key, "", group.Key, "", graph.In{}),
		graph.Edge(author, "", contribution.Key, "", graph.Authored{})}
	if question != id {
		facts = append(facts, graph.Edge(contribution.Key, "", graph.NodeKey(graph.KindContribution, question), "", graph.Answers{}))
	}
	return ingest.Statement{Facts: facts}
}

func drawDeclaration(rt *rapid.T, person graph.Key) ingest.Statement {
	label := rapid.SampledFrom([]string{"Anglais", "anglais", "Achats"}).Draw(rt, "label")
	skill := graph.Fact{Key: ingest.Reference(graph.KindSkill, "label", label), Value: graph.Skill{PrefLabel: label}}
	if rapid.Bool().Draw(rt, "coded") {
		code := rapid.SampledFrom([]string{"c-1", "c-2"}).Draw(rt, "code")
		skill = graph.Node(code, "", graph.Skill{PrefLabel: label, Notation: code})
	}
	interview := ingest.Derived(graph.KindInterview, string(person), "annuel", "2026-01-14")
	return ingest.Statement{Facts: []graph.Fact{
		{Key: interview, Value: graph.Interview{Type: graph.InterviewAnnual, On: "2026-01-14"}}, skill,
		graph.Edge(person, string(interview), skill.Key, "", graph.Declares{Possessed: true}),
	}}
}
