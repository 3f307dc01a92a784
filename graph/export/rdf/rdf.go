// Package rdf writes what is said of subjects as RDF 1.1, in Turtle or JSON-LD, one subject at a time, so that no graph is held
// in memory. [WriteOrganization] writes people, units and memberships by the vocabularies FOAF and ORG.
package rdf

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
)

// Writer receives descriptions, each subject once; Close ends the document.
type Writer interface {
	Write(Description) error
	Close() error
}

// Prefix is a namespace, and the name that stands for it in a document.
type Prefix struct{ Name, Namespace string }

// Prefixes are the vocabularies that documents use.
func Prefixes() []Prefix {
	return []Prefix{
		{"skos", "http://www.w3.org/2004/02/skos/core#"}, {"dct", "http://purl.org/dc/terms/"}, {"owl", "http://www.w3.org/2002/07/owl#"},
		{"foaf", "http://xmlns.com/foaf/0.1/"}, {"org", "http://www.w3.org/ns/org#"},
	}
}

// Description is what a document says of one subject, in order.
type Description struct {
	// Subject is an absolute IRI.
	Subject    string
	Statements []Statement
}

// Statement is a predicate, a prefixed name or "a", and its object.
type Statement struct {
	Predicate string
	Object    Term
}

// Term is an object: a prefixed name, an IRI, or a text with a language where it has one.
type Term struct {
	Name, IRI      string
	Text, Language string
	// Boolean is true where the object is the boolean true.
	Boolean bool
}

// Name adds a prefixed name.
func (d *Description) Name(predicate, name string) { d.add(predicate, Term{Name: name}) }

// IRI adds another subject.
func (d *Description) IRI(predicate, iri string) { d.add(predicate, Term{IRI: iri}) }

// Text adds a text, unless it is empty.
func (d *Description) Text(predicate, text, language string) {
	if text != "" {
		d.add(predicate, Term{Text: text, Language: language})
	}
}

// True adds the boolean true.
func (d *Description) True(predicate string) { d.add(predicate, Term{Boolean: true}) }

func (d *Description) add(predicate string, object Term) {
	d.Statements = append(d.Statements, Statement{predicate, object})
}

// IRIOf returns the IRI of a fact, made of its key.
func IRIOf(key graph.Key) string {
	return "urn:sachant:" + string(key.Kind()) + ":" + url.PathEscape(key.ID())
}

// IsIRI reports whether a text can stand as an absolute IRI in every syntax.
func IsIRI(text string) bool {
	isForbidden := func(r rune) bool { return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) || !unicode.IsPrint(r) }
	scheme, _, has := strings.Cut(text, ":")
	return has && scheme != "" && !strings.ContainsFunc(text, isForbidden)
}
