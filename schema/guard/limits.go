package guard

import (
	"reflect"
	"time"
)

// Limits bound what one request may cost. A zero field takes its value from [DefaultLimits].
type Limits struct {
	// Document is the greatest length of a document, in bytes.
	Document int
	// Tokens in a document, and how deep its brackets of all sorts may nest.
	Tokens, Nesting int
	// Name is the greatest length of a name or number, Text that of a string, in bytes.
	Name, Text int
	// Depth of selected fields; IntrospectionDepth where only the schema itself is asked about.
	Depth, IntrospectionDepth int
	// Nodes are the parts of a document (fields, arguments, values, directives, variables),
	// counted once for each place that a fragment is spread.
	Nodes int
	// Definitions, and for each of these: variables of an operation, arguments or directives of
	// a field, fields of an input object.
	Definitions, Members int
	// Aliases in a document, and Repeats of one response name where selections are merged.
	Aliases, Repeats int
	// Literal is how deep values and list types may nest.
	Literal int
	// Searches in one request; Page is the greatest `first`.
	Searches, Page int
	// Cost is how many fields an answer may have by what the document asks for; Fields how many
	// are in fact resolved; Introspected how many an answer about the schema has.
	Cost, Fields, Introspected int
	// Facts read for one request.
	Facts int
	// Answer is the greatest length of an answer, in bytes.
	Answer int
	// Variables is the greatest number of values in a request's variables, which may nest as
	// deep as Literal and hold texts as long as Text.
	Variables int
	// Timeout of a request; Running is how many run at once.
	Timeout time.Duration
	Running int
	// Remembered is how many checked documents are kept.
	Remembered int
}

// DefaultLimits are generous for a page and for a person at a prompt.
func DefaultLimits() Limits {
	return Limits{
		Document: 16 << 10, Tokens: 2500, Nesting: 40, Name: 100, Text: 4 << 10,
		Depth: 15, IntrospectionDepth: 20, Nodes: 1000, Definitions: 50, Members: 30,
		Aliases: 60, Repeats: 16, Literal: 8,
		Searches: 3, Page: 100, Cost: 50_000, Fields: 100_000, Introspected: 10_000,
		Facts: 200_000, Answer: 2 << 20, Variables: 200,
		Timeout: 5 * time.Second, Running: 8, Remembered: 128,
	}
}

// OrDefault fills in what is zero.
func (l Limits) OrDefault() Limits {
	given, standard := reflect.ValueOf(&l).Elem(), reflect.ValueOf(DefaultLimits())
	for i := range given.NumField() {
		if given.Field(i).IsZero() {
			given.Field(i).Set(standard.Field(i))
		}
	}
	return l
}
