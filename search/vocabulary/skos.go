package vocabulary

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
)

// skosPrefixes begin a document.
const skosPrefixes = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
`

// WriteSKOS writes the vocabulary that a reader shows as SKOS in Turtle: schemes, concepts and roles with what joins
// them, and the company's skills with the concepts that they are.
func WriteSKOS(ctx context.Context, reader graph.Reader, to io.Writer) error {
	w := &skosWriter{out: bufio.NewWriterSize(to, 64<<10), addresses: map[graph.Key]string{}, broader: map[graph.Key][]graph.Key{}, related: map[graph.Key][]graph.Key{}, same: map[graph.Key][]graph.Key{}}
	w.print(skosPrefixes)
	if err := w.readEdges(ctx, reader); err != nil {
		return err
	}
	_, err := reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		w.write(fact)
		return w.err
	}, graph.KindScheme, graph.KindConcept, graph.KindRole, graph.KindSkill)
	if err != nil {
		return fmt.Errorf("write the vocabulary: %w", err)
	}
	return w.out.Flush()
}

type skosWriter struct {
	out                    *bufio.Writer
	err                    error
	addresses              map[graph.Key]string // those that concepts have of their own
	broader, related, same map[graph.Key][]graph.Key
}

func (w *skosWriter) print(text string) {
	if _, err := w.out.WriteString(text); w.err == nil {
		w.err = err
	}
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
	address := w.addresses[key]
	isForbidden := func(r rune) bool { return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) || !unicode.IsPrint(r) }
	if address == "" || strings.ContainsFunc(address, isForbidden) {
		address = "urn:sachant:" + string(key.Kind()) + ":" + url.PathEscape(key.ID())
	}
	return "<" + address + ">"
}

func (w *skosWriter) write(fact graph.Fact) {
	of := &description{subject: w.address(fact.Key)}
	switch value := fact.Value.(type) {
	case graph.Scheme:
		of.add("a", "skos:ConceptScheme")
		of.text("dct:title", value.Title)
		of.text("owl:versionInfo", value.Version)
		of.text("dct:rights", value.Attribution)
		of.text("dct:license", value.License)
	case graph.Concept:
		w.describe(of, fact.Key, value.Labels(), value.Definition, value.Notation, value.InScheme)
		if value.Deprecated {
			of.add("owl:deprecated", "true")
		}
	case graph.Role:
		w.describe(of, fact.Key, value.Labels(), value.Definition, value.Notation, value.InScheme)
		if value.Deprecated {
			of.add("owl:deprecated", "true")
		}
	case graph.Skill:
		of.add("a", "skos:Concept")
		of.text("skos:prefLabel", value.PrefLabel)
		for _, label := range value.AltLabel {
			of.text("skos:altLabel", label)
		}
		of.text("skos:notation", value.Notation)
		of.text("skos:definition", value.Definition)
		for _, concept := range w.same[fact.Key] {
			of.add("skos:exactMatch", w.address(concept))
		}
	}
	w.print(of.String())
}

// describe adds what a concept and a role have in common.
func (w *skosWriter) describe(of *description, key graph.Key, labels graph.Labels, definition []graph.Literal, notation, scheme string) {
	of.add("a", "skos:Concept")
	of.add("skos:inScheme", w.address(graph.NodeKey(graph.KindScheme, scheme)))
	of.literals("skos:prefLabel", labels.PrefLabel)
	of.literals("skos:altLabel", labels.AltLabel)
	of.literals("skos:hiddenLabel", labels.HiddenLabel)
	of.literals("skos:definition", definition)
	of.text("skos:notation", notation)
	for _, other := range w.broader[key] {
		of.add("skos:broader", w.address(other))
	}
	for _, other := range w.related[key] {
		of.add("skos:related", w.address(other))
	}
	for _, other := range w.same[key] {
		of.add("skos:exactMatch", w.address(other))
	}
}

// description is what a document says of one subject.
type description struct {
	subject string
	parts   []string
}

func (d *description) add(predicate, object string) {
	d.parts = append(d.parts, predicate+" "+object)
}

func (d *description) text(predicate, text string) {
	if text != "" {
		d.add(predicate, quotedTurtle(text))
	}
}

func (d *description) literals(predicate string, texts []graph.Literal) {
	for _, one := range texts {
		object := quotedTurtle(one.Text())
		if language := one.Language(); language != "" {
			object += "@" + language
		}
		d.add(predicate, object)
	}
}

func (d *description) String() string {
	if len(d.parts) == 0 {
		return ""
	}
	return "\n" + d.subject + " " + strings.Join(d.parts, " ;\n    ") + " .\n"
}

// quotedTurtle returns a text as Turtle writes it.
func quotedTurtle(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}
