package installation

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/sachant/sachant/graph"
)

// Exported is one line of an export; a contract with scripts.
type Exported struct {
	Key      graph.Key       `json:"key"`
	Origin   string          `json:"origin"`
	Revision int64           `json:"revision,omitempty"`
	At       *time.Time      `json:"at,omitempty"`
	Value    json.RawMessage `json:"value"`
}

// LineOf is the line of a fact; its content only is all but revision and time.
func LineOf(fact graph.Fact, content bool) (Exported, error) {
	value, err := json.Marshal(fact.Value)
	if err != nil {
		return Exported{}, fmt.Errorf("fact %q: %w", fact.Key, err)
	}
	line := Exported{Key: fact.Key, Origin: fact.Origin, Value: value}
	if !content {
		line.Revision, line.At = fact.Revision, &fact.At
	}
	return line, nil
}
