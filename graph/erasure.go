package graph

import "time"

// KindErasure is that of the notes that somebody was erased.
const KindErasure Kind = "erasure"

// Erasure notes that a person was erased. Its id is a hash of their key, so that it tells nobody who they were.
type Erasure struct {
	On Date      `json:"on,omitempty" see:"company"`
	At time.Time `json:"at,omitzero" see:"none"`
	// Contributions says what became of what they wrote: "keep" or "delete".
	Contributions string `json:"contributions,omitempty" see:"company"`
}

// Kind returns the kind.
func (Erasure) Kind() Kind { return KindErasure }
