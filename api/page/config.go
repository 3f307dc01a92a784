package page

import (
	"context"
	"net/http"
	"time"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// Config is what the pages need of others.
type Config struct {
	Schema *schema.Schema
	// View returns what the person who asks may see, or an error where it is not known who asks.
	View func(*http.Request) (*access.View, error)
	// ViewOf returns what somebody may see who follows a link of a mail to them, signed with LinkKey; there are no such links
	// where nil.
	ViewOf  func(person graph.Key) *access.View
	LinkKey []byte
	// Nonce makes what differs each time that a page is shown; random text where nil.
	Nonce func() string
	// Address is that of the pages, such as https://sachant.example.com; empty where only who asks knows it.
	Address string
	// Changed waits until something may have changed that pages show; there are no events where nil.
	Changed func(ctx context.Context) error
	// Demo is set in a demonstration, where people choose who they are.
	Demo *DemoConfig
	// Audit notes the people that files show; nil notes nothing.
	Audit resolve.Auditor
	// AuditLog is what the data protection officer reads; nil where nothing is noted.
	AuditLog AuditLog
	// Imports are those of HR; nil where there are none.
	Imports Imports
	// Proposals finds skills in texts; nil where nothing does.
	Proposals Proposals
	// Model is the language model that is asked; nil where none is.
	Model *ModelNotice
	// SignIn signs people in; nil where a proxy does, or where people choose who they are.
	SignIn *signin.SignIn
	// Tokens are the API tokens of people; nil where there are none.
	Tokens *token.Tokens
	// Notice is what people read before they use the pages; nil shows it to nobody.
	Notice *Notice
	// Now is the clock that decides which declarations have expired.
	Now func() time.Time
}

// AuditLog is the audit as it is read. An [audit.Log] is one.
type AuditLog interface {
	Append(entry audit.Entry) error
	Find(filter audit.Filter) (audit.Found, error)
	Verify() (audit.Verified, error)
}

// Notice is what people are told before they use the pages.
type Notice struct {
	// Contact is who answers questions about it, as an address; empty where the company says none.
	Contact string
}

// ModelNotice is what people are told of the language model that Sachant asks.
type ModelNotice struct {
	// Host is the server that texts are sent to.
	Host string
	// Completes: it finds skills in texts. Embeds: it compares labels and queries by their meaning.
	Completes, Embeds bool
}

// DemoConfig lets people who try Sachant choose who they are.
type DemoConfig struct {
	People []signin.DemoPerson
	// Examples are searches worth trying.
	Examples []string
	// Choose stores the id of the chosen person in a response.
	Choose func(w http.ResponseWriter, id string)
}
