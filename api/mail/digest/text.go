package digest

import (
	"embed"
)

// texts hold the digest in each language: its subject, an empty line, and what it says.
//
//go:embed *.txt
var texts embed.FS

// text is what a digest says.
type text struct {
	Name            string
	Questions, News []listed
	// Home is the first page, Unsubscribe the address by which one gets no more.
	Home, Unsubscribe string
}

// listed is something that a digest names.
type listed struct{ Title, Address string }
