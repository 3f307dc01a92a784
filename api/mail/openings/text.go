package openings

import (
	"embed"
)

// texts hold a mail each: its subject, an empty line, and what it says.
//
//go:embed *.txt
var texts embed.FS

// text is what a mail says.
type text struct {
	Name     string
	Openings []listed
	// Page is the recipient's own page, Moves where they say what they agree to.
	Page, Moves string
}

// listed is an opening that a mail names.
type listed struct{ Title, Address string }
