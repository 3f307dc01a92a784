// Package schema answers GraphQL over what one viewer may see.
//
// schema.graphql is the truth: it is served, executed and checked at start, so that a field
// without an answer, or an answer without a field, stops the process instead of a request.
// A field whose name is that of a field in package graph needs nothing here.
//
// Every answer is read through an access.View, which has already left out what its viewer may
// not see, so nothing here asks who may see what. Siblings are read together: resolvers say
// what they need and are called back, and the first call reads for all of them.
//
// A request comes from somebody who may mean harm, and the library beneath cannot bear that:
// a fragment that spreads itself ends the process, two kilobytes of brackets cost it a minute.
// So a document passes [Limits] three times: a linear scan before anything parses it, a walk
// before anything validates it, and a count of what it asks for before anything is read.
// While it is answered, fields, facts and bytes are counted, and whoever exceeds a limit or
// the time is stopped where they are, not only told so.
package schema
