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
// What a request asks is checked by package guard before anything is read. While it is
// answered, fields, facts and bytes are counted, and a request that exceeds a limit or the time
// is stopped where it is, not only told so.
package schema
