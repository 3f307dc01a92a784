package ingest

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Where says where a source said something, so that somebody can go and mend it.
type Where struct {
	File   string
	Line   int // first line of the record, from 1
	Column string
	DN     string
}

// String is "FILE:LINE, column COLUMN, DN".
func (w Where) String() string {
	out := w.File
	if w.Line > 0 {
		out += fmt.Sprintf(":%d", w.Line)
	}
	if w.Column != "" {
		out += fmt.Sprintf(", column %q", w.Column)
	}
	if w.DN != "" {
		out += ", " + w.DN
	}
	return strings.TrimPrefix(out, ", ")
}

// Statement is what one entry, row or line of a source says. It is taken whole or rejected whole.
type Statement struct {
	Where Where
	// Facts may have references in their keys. Their Origin is left empty: the import sets it.
	Facts []graph.Fact
	// Replaces lists kinds of edges of which Facts holds all that this source says about the
	// statement's people: such an edge of the same origin that is not in Facts goes away.
	Replaces []graph.Kind
	// People are persons whom Replaces is about besides those in Facts: somebody of whom there
	// is no such edge any more.
	People []graph.Key
	// Removes are facts that this source stated once and takes back. They go once everything was
	// said, so it does not matter where in the source this stands; what the run also states stays.
	Removes []Removal
	// Lenient: a fact whose reference names nobody known is dropped and counted, instead of
	// rejecting the statement.
	Lenient bool
}

// Removal takes back a fact of the same origin; a node goes with its edges. It is no fault
// where there is no such fact, for then it was taken back before.
type Removal struct {
	// Key may be or hold references.
	Key graph.Key
	// If decides by what is stored; nil is yes.
	If func(graph.Fact) bool
}

// Sink takes what a reader reads. Its methods are called by one goroutine.
type Sink interface {
	// Emit hands over a statement. An error ends the import, and the reader returns it.
	Emit(Statement) error
	// Read counts what was read, by the source's own word: "person", "question", "row".
	Read(kind string, n int)
	// Drop counts what is left out on purpose: "comment".
	Drop(kind string, n int)
	// Reject reports an entry or row that was not understood; the rest goes on.
	Reject(where Where, cause string)
	// Warn tells the operator something about the whole run, once for each text.
	Warn(text string)
	// Progress tells how far the reader is, in bytes or entries, for progress; total may be 0.
	Progress(done, total int64)
	// Complete says that everything the source holds of its people was read, so that a known
	// person who was not among them has left. A reader that only adds never calls it.
	Complete()
	// Incomplete says why nobody may be taken to have left.
	Incomplete(cause string)
}

// Reference is a key that names a node by something a source knows of it:
//
//	Reference(graph.KindPerson, "employeeNumber", "000127")
//	Reference(graph.KindPerson, "mail", "zoe@exemple.fr")      only where the operator trusts e-mail
//	Reference(graph.KindPerson, "account", id)                 the person an account/id belongs to
//	Reference(graph.KindSkill, "label", "Administration Linux") the skill of that label, made where unknown
//
// [Derived] makes keys out of references.
func Reference(kind graph.Kind, attribute, value string) graph.Key {
	return graph.NodeKey(kind, "?"+url.QueryEscape(attribute)+"="+url.QueryEscape(value))
}

// Derived is a key whose id is the hash of the parts; a part that is itself a reference is
// resolved first. So an interview can be the same one in two files that name its person
// differently: Derived(graph.KindInterview, string(person), "parcours", "2025-12-05").
func Derived(kind graph.Kind, parts ...string) graph.Key {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = url.QueryEscape(part)
	}
	return graph.NodeKey(kind, "?"+strings.Join(escaped, "&"))
}

// IsReference reports whether a node's key is to be resolved before it can be stored.
func IsReference(key graph.Key) bool { return strings.HasPrefix(key.ID(), "?") }
