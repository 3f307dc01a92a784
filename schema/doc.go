// Package schema executes GraphQL over what one viewer may see.
//
// schema.graphql is the source: it is served, executed and checked at start, so that a field without
// a resolver, or a resolver without a field, stops the process instead of a request. A field of a fact
// that has the name of a field in package graph needs no code here. Everything else is an area: a file
// with the resolvers and mutations of one part of the API, in a package beside others of its kind (people, vocabulary,
// interviews, hr, mobility). What resolvers are made of is in package resolve.
//
// Package guard checks a request before anything is read. While it is executed, fields, facts and bytes
// are counted, and a request that exceeds a limit or its time is stopped.
package schema
