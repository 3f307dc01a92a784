// Package serving runs the server: the replica and the index follow the store, and pages and GraphQL are answered from them.
package serving
