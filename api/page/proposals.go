package page

import (
	"context"

	"github.com/sachant/sachant/graph/access"
)

// Proposals finds skills in texts. Methods may be called by several goroutines.
type Proposals interface {
	// Propose returns the skills that a text speaks of, as far as a viewer may know them.
	Propose(ctx context.Context, view *access.View, text string) (ProposalsView, error)
	// Decode returns the text of a file; the error says why it is none.
	Decode(ctx context.Context, content []byte) (string, error)
}

// ProposalsView is what a page shows of a text.
type ProposalsView struct {
	Items []ProposalItem `json:"items"`
	// Reading: a language model has not answered yet. Failure is why one could not, in English.
	Reading bool   `json:"reading"`
	Failure string `json:"failure"`
}

// ProposalItem is a skill that a text speaks of, with the words that it stands on, and some around them.
type ProposalItem struct {
	Label  string `json:"label"`
	Before string `json:"before"`
	Quote  string `json:"quote"`
	After  string `json:"after"`
	// InUse is a skill of the company, ByModel what a language model proposes.
	InUse   bool `json:"inUse"`
	ByModel bool `json:"byModel"`
	// Attribution is the notice of the vocabulary that the label is from.
	Attribution string `json:"attribution"`
	// Declared: the viewer states the skill already.
	Declared bool `json:"declared"`
}
