// Package resolve is what the resolvers of the areas of the API are made of: the state of a request, what reads for several
// of them together, pages of lists, mutations, and what a client is told of an error.
//
// Resolvers read through an access.View, which has left out what the viewer may not see, so nothing
// here decides who may see what. Siblings are read together: each resolver says what it needs and
// returns a thunk, and the first thunk reads for all of them.
//
// What resolvers are made of: NodeByID for a node by its id, One for the node at the end of an edge, Connect
// for a list of edges or of the nodes that they lead to, ByViewer for an edge of the viewer's. All nodes of a
// kind are read by Scan of the view. Package guard counts a list that is no Connection as ten members; make
// a list that grows with the company a Connection.
package resolve
