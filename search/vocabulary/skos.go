package vocabulary

import (
	"context"
	"fmt"
	"io"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/export/rdf"
)

// WriteSKOS writes the vocabulary that a reader shows as SKOS in Turtle.
func WriteSKOS(ctx context.Context, reader graph.Reader, to io.Writer) error {
	turtle, err := rdf.NewTurtle(to)
	if err == nil {
		err = DescribeSKOS(ctx, reader, turtle)
	}
	if err != nil {
		return err
	}
	return turtle.Close()
}

// DescribeSKOS writes the vocabulary that a reader shows as SKOS: schemes, concepts and roles with what joins
// them, and the company's skills with the concepts that they are.
func DescribeSKOS(ctx context.Context, reader graph.Reader, to rdf.Writer) error {
	w := &skosWriter{to: to, addresses: map[graph.Key]string{}, broader: map[graph.Key][]graph.Key{}, related: map[graph.Key][]graph.Key{}, same: map[graph.Key][]graph.Key{}}
	if err := w.readEdges(ctx, reader); err != nil {
		return err
	}
	_, err := reader.Scan(ctx, graph.Whole, w.write, graph.KindScheme, graph.KindConcept, graph.KindRole, graph.KindSkill)
	if err != nil {
		return fmt.Errorf("write the vocabulary: %w", err)
	}
	return nil
}

type skosWriter struct {
	to                     rdf.Writer
	addresses              map[graph.Key]string // those that concepts have of their own
	broader, related, same map[graph.Key][]graph.Key
}

// readEdges reads what joins concepts, and their addresses.
func (w *skosWriter) readEdges(ctx context.Context, reader graph.Reader) error {
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		from, to := fact.Key.Ends()
		switch value := fact.Value.(type) {
		case graph.Concept:
			w.addresses[fact.Key] = value.URI
		case graph.Role:
			w.addresses[fact.Key] = value.URI
		case graph.Broader:
			w.broader[from] = append(w.broader[from], to)
		case graph.Related:
			w.related[from] = append(w.related[from], to)
		case graph.SameAs, graph.ExactMatch:
			w.same[from] = append(w.same[from], to)
		}
		return nil
	}, graph.KindConcept, graph.KindRole, graph.KindBroader, graph.KindRelated, graph.KindSameAs, graph.KindExactMatch)
	return err
}

// address returns the IRI of a fact: its own, or one made of its key.
func (w *skosWriter) address(key graph.Key) string {
	if address := w.addresses[key]; rdf.IsIRI(address) {
		return address
	}
	return rdf.IRIOf(key)
}

func (w *skosWriter) write(fact graph.Fact) error {
	of := &rdf.Description{Subject: w.address(fact.Key)}
	switch value := fact.Value.(type) {
	case graph.Scheme:
		of.Name("a", "skos:ConceptScheme")
		of.Text("dct:title", value.Title, "")
		of.Text("owl:versionInfo", value.Version, "")
		of.Text("dct:rights", value.Attribution, "")
		of.Text("dct:license", value.License, "")
	case graph.Concept:
		w.describe(of, fact.Key, value.Labels(), value.Definition, value.Notation, value.InScheme)
		if value.Deprecated {
			of.True("owl:deprecated")
		}
	case graph.Role:
		w.describe(of, fact.Key, value.Labels(), value.Definition, value.Notation, value.InScheme)
		if value.Deprecated {
			of.True("owl:deprecated")
		}
	case graph.Skill:
		of.Name("a", "skos:Concept")
		of.Text("skos:prefLabel", value.PrefLabel, "")
		for _, label := range value.AltLabel {
			of.Text("skos:altLabel", label, "")
		}
		of.Text("skos:notation", value.Notation, "")
		of.Text("skos:definition", value.Definition, "")
		for _, concept := range w.same[fact.Key] {
			of.IRI("skos:exactMatch", w.address(concept))
		}
	}
	return w.to.Write(*of)
}

// describe adds what a concept and a role have in common.
func (w *skosWriter) describe(of *rdf.Description, key graph.Key, labels graph.Labels, definition []graph.Literal, notation, scheme string) {
	of.Name("a", "skos:Concept")
	of.IRI("skos:inScheme", w.address(graph.NodeKey(graph.KindScheme, scheme)))
	literals(of, "skos:prefLabel", labels.PrefLabel)
	literals(of, "skos:altLabel", labels.AltLabel)
	literals(of, "skos:hiddenLabel", labels.HiddenLabel)
	literals(of, "skos:definition", definition)
	of.Text("skos:notation", notation, "")
	for _, other := range w.broader[key] {
		of.IRI("skos:broader", w.address(other))
	}
	for _, other := range w.related[key] {
		of.IRI("skos:related", w.address(other))
	}
	for _, other := range w.same[key] {
		of.IRI("skos:exactMatch", w.address(other))
	}
}

// literals adds texts with their languages.
func literals(of *rdf.Description, predicate string, texts []graph.Literal) {
	for _, one := range texts {
		of.Text(predicate, one.Text(), one.Language())
	}
}
