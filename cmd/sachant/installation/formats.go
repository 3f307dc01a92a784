package installation

import (
	"github.com/sachant/sachant/graph/neo4j"
	"github.com/sachant/sachant/graph/sqlite"
)

// StoreFormats are the versions of the stores that this program writes.
type StoreFormats struct {
	SQLite int `json:"sqlite"`
	Neo4j  int `json:"neo4j"`
}

// Formats returns the versions of the stores that this program writes.
func Formats() StoreFormats { return StoreFormats{SQLite: sqlite.Format(), Neo4j: neo4j.Format()} }
