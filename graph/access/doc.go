// Package access decides who may see, count and change what. It is the only place that does.
//
// A [Gate] gives each viewer a [View]: a graph.Reader that has already left out what that
// viewer may not see. Search, GraphQL and pages get a View and nothing else, so they cannot
// forget to ask.
//
// Who may see a fact is a set of [Label]s, decided by one pure table, [Audience]: "company",
// "self:person/7f3a", "member:community/21". A viewer holds labels too; they see a fact where
// one of theirs is among its own, and for an edge also among those of both its ends. What no
// rule names has no label, and nobody sees it. Labels are text, so the search index stores
// them beside each document and a query leaves out nearly everything hidden by a set
// operation; every hit is then read through the View all the same.
//
// Single fields carry a tag, `see:"self hr"`; a field without one is seen by nobody. What is
// hidden is absent: not found, never forbidden.
package access
