// Package schema executes GraphQL over what one viewer may see.
//
// schema.graphql is the source: it is served, executed and checked at start, so that a field without
// a resolver, or a resolver without a field, stops the process instead of a request. A field of a fact
// that has the name of a field in package graph needs no code here. Everything else is an area: a file
// with the resolvers and mutations of one part of the API.
//
// Resolvers read through an access.View, which has left out what the viewer may not see, so nothing
// here decides who may see what. Siblings are read together: each resolver says what it needs and
// returns a thunk, and the first thunk reads for all of them.
//
// What resolvers are made of: nodeByID for a node by its id, one for the node at the end of an edge, connect
// for a list of edges or of the nodes that they lead to, byViewer for an edge of the viewer's. All nodes of a
// kind are read by Scan of the view. Package guard counts a list that is no Connection as ten members; make
// a list that grows with the company a Connection.
//
// Package guard checks a request before anything is read. While it is executed, fields, facts and bytes
// are counted, and a request that exceeds a limit or its time is stopped.
package schema
