// Package alignment decides which concepts skills are linked to by the codes that tables give of them.
package alignment

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Code names a concept; one that no concept can have has none.
type Code struct {
	Text    string
	Concept graph.Key
}

// Row gives codes of a skill.
type Row struct {
	Where string
	// Skill is the same for all rows about one skill. Stored is its key in the graph, "" where it is new.
	Skill, Stored graph.Key
	Label         string
	Codes         []Code
}

// Plan is what the codes of some rows say. The findings are in the order of the rows.
type Plan struct {
	// Same are the concepts that a skill is, at most one a scheme; MayBe are those of which somebody decides.
	Same, MayBe map[graph.Key][]graph.Key
	// Unknown are codes that no concept has, Ambiguous are skills with several concepts of one scheme, and Settled are codes of
	// concepts that a skill is not, or instead of which it is another one.
	Unknown, Ambiguous, Settled []Finding
}

// Finding is a code, or the label of a skill, with the place where it first stands and how many rows or concepts it has.
type Finding struct {
	Where, Text string
	Count       int
}

// maxLines is how many findings of a sort are told one by one.
const maxLines = 20

// Lines says findings one by one, and how many more there are.
func Lines(findings []Finding, say func(Finding) string) (lines []string) {
	for _, one := range findings[:min(len(findings), maxLines)] {
		lines = append(lines, say(one))
	}
	if more := len(findings) - maxLines; more > 0 {
		lines = append(lines, fmt.Sprintf("%s: more like these: %d", findings[maxLines].Where, more))
	}
	return lines
}

// Decide reads what is known of the concepts and the skills, and plans the links. What is stored is never replaced.
func Decide(ctx context.Context, reader graph.Reader, rows []Row) (Plan, error) {
	schemes, known, err := read(ctx, reader, rows)
	if err != nil {
		return Plan{}, fmt.Errorf("read the concepts that %d rows name: %w", len(rows), err)
	}
	plan := Plan{Same: map[graph.Key][]graph.Key{}, MayBe: map[graph.Key][]graph.Key{}}
	named, firsts, unknown, settled := map[inScheme][]graph.Key{}, []Row{}, map[string]int{}, map[string]int{}
	var order []inScheme
	for _, row := range rows {
		for _, code := range row.Codes {
			scheme, isKnown := schemes[code.Concept]
			of := inScheme{row.Skill, scheme}
			switch {
			case !isKnown:
				note(&plan.Unknown, unknown, row.Where, code.Text)
				continue
			case known[row.Stored].settles(code.Concept, scheme):
				note(&plan.Settled, settled, row.Where, code.Text)
				continue
			case len(named[of]) == 0:
				order, firsts = append(order, of), append(firsts, row)
			}
			if !slices.Contains(named[of], code.Concept) {
				named[of] = append(named[of], code.Concept)
			}
		}
	}
	for i, of := range order {
		plan.add(of, named[of], firsts[i], known[firsts[i].Stored])
	}
	return plan, nil
}

// inScheme is a skill, as some scheme has it.
type inScheme struct {
	skill  graph.Key
	scheme string
}

// add plans the links of a skill to the concepts of one scheme that rows name, without those that are stored.
func (p *Plan) add(of inScheme, concepts []graph.Key, first Row, known links) {
	into, isStored := p.Same, known.same[of.scheme] != ""
	if len(concepts) > 1 {
		into = p.MayBe
		p.Ambiguous = append(p.Ambiguous, Finding{first.Where, cmp.Or(first.Label, string(of.skill)), len(concepts)})
	}
	for _, concept := range concepts {
		if !isStored && !(len(concepts) > 1 && known.open[concept]) {
			into[of.skill] = append(into[of.skill], concept)
		}
	}
}

// note counts a row with a code, by the places of the findings.
func note(findings *[]Finding, places map[string]int, where, text string) {
	at, has := places[text]
	if !has {
		at = len(*findings)
		places[text] = at
		*findings = append(*findings, Finding{Where: where, Text: text})
	}
	(*findings)[at].Count++
}

// links are those of a stored skill.
type links struct {
	same    map[string]graph.Key // the concept that it is, by scheme
	differs map[graph.Key]bool
	open    map[graph.Key]bool
}

// settles reports whether it is known that the skill is not a concept.
func (l links) settles(concept graph.Key, scheme string) bool {
	same := l.same[scheme]
	return l.differs[concept] || same != "" && same != concept
}

// read returns the schemes of the concepts that skills can be, and the links of the stored skills.
func read(ctx context.Context, reader graph.Reader, rows []Row) (schemes map[graph.Key]string, known map[graph.Key]links, err error) {
	var concepts, skills []graph.Key
	for _, row := range rows {
		if row.Stored != "" {
			skills = append(skills, row.Stored)
		}
		for _, code := range row.Codes {
			if code.Concept != "" {
				concepts = append(concepts, code.Concept)
			}
		}
	}
	slices.Sort(skills)
	edges, err := reader.Edges(ctx, slices.Compact(skills), graph.Out, graph.KindSameAs, graph.KindDiffersFrom, graph.KindMayBe)
	if err != nil {
		return nil, nil, err
	}
	for _, edge := range edges {
		concepts = append(concepts, edge.To())
	}
	slices.Sort(concepts)
	facts, err := reader.Facts(ctx, graph.Brief, slices.Compact(concepts)...)
	if err != nil {
		return nil, nil, err
	}
	schemes = map[graph.Key]string{}
	for _, fact := range facts {
		if concept := graph.As[graph.Concept](fact); !concept.Deprecated && concept.Type != graph.ConceptGroup {
			schemes[fact.Key] = concept.InScheme
		}
	}
	return schemes, linksOf(edges, graph.ByKey(facts)), nil
}

func linksOf(edges []graph.Fact, concepts map[graph.Key]graph.Fact) map[graph.Key]links {
	known := map[graph.Key]links{}
	for _, edge := range edges {
		of, has := known[edge.From()]
		if !has {
			of = links{map[string]graph.Key{}, map[graph.Key]bool{}, map[graph.Key]bool{}}
			known[edge.From()] = of
		}
		switch concept := edge.To(); edge.Key.Kind() {
		case graph.KindSameAs:
			of.same[graph.As[graph.Concept](concepts[concept]).InScheme] = concept
		case graph.KindDiffersFrom:
			of.differs[concept] = true
		default:
			of.open[concept] = true
		}
	}
	return known
}
