package questions

import (
	"embed"
)

// texts hold a mail each: its subject, an empty line, and what it says.
//
//go:embed *.txt
var texts embed.FS

// text is what a mail says.
type text struct {
	Name, Title string
	// Page is the address of the question, Limit that of the recipient's settings, Measures that of the measures against them; Links
	// are by action.
	Page, Limit, Measures string
	Links                 map[string]string
}
