package guard

import (
	"reflect"
	"time"
)

// Limits bound what one request may cost. A zero field takes its value from [DefaultLimits].
type Limits struct {
	// Document is the maximum length of a document, in bytes; Tokens that in tokens.
	Document, Tokens int
	// Name is the maximum length of a name or number, Text that of a string, in bytes.
	Name, Text int
	// Depth is how deep fields may nest, IntrospectionDepth where a document selects only
	// introspection; Nesting is how deep selection sets may nest, those of fragments included.
	Depth, IntrospectionDepth, Nesting int
	// Nodes is the maximum number of parts of a document (fields, arguments, values, directives,
	// variables), counted once for each place where a fragment is spread.
	Nodes int
	// Definitions is the maximum number of operations and fragments; Members that of variables of an
	// operation, arguments of a field, directives in one place, or fields of an input object.
	Definitions, Members int
	// Aliases is the maximum number of aliases in a document; Repeats that of fields with one response
	// name where selections are merged.
	Aliases, Repeats int
	// Literal is how deep values, variables and list types may nest.
	Literal int
	// Searches is the maximum number of searches in one request; Page that of an argument `first`.
	Searches, Page int
	// Cost is the maximum number of fields in a response as estimated from the document, Introspected
	// that of an introspection query; Fields is that of fields that are in fact resolved.
	Cost, Introspected, Fields int
	// Facts is the maximum number of facts read for one request.
	Facts int
	// Response is the maximum length of a response, in bytes.
	Response int
	// Variables is the maximum number of values in the variables of a request.
	Variables int
	// Timeout is the maximum duration of a request.
	Timeout time.Duration
	// Concurrent is the maximum number of requests at once; others wait until their timeout.
	Concurrent int
	// Cached is the number of valid documents that are kept.
	Cached int
}

// DefaultLimits returns limits that a page or a person who writes a query does not reach.
func DefaultLimits() Limits {
	return Limits{
		Document: 16 << 10, Tokens: 2500, Nesting: 40, Name: 100, Text: 4 << 10,
		Depth: 15, IntrospectionDepth: 20, Nodes: 1000, Definitions: 50, Members: 30,
		Aliases: 60, Repeats: 16, Literal: 8,
		Searches: 3, Page: 100, Cost: 50_000, Fields: 100_000, Introspected: 20_000,
		Facts: 200_000, Response: 2 << 20, Variables: 200,
		Timeout: 5 * time.Second, Concurrent: 8, Cached: 128,
	}
}

// OrDefault returns the limits with the default for each that is zero.
func (l Limits) OrDefault() Limits {
	given, standard := reflect.ValueOf(&l).Elem(), reflect.ValueOf(DefaultLimits())
	for i := range given.NumField() {
		if given.Field(i).IsZero() {
			given.Field(i).Set(standard.Field(i))
		}
	}
	return l
}
