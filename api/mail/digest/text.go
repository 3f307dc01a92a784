package digest

import (
	"embed"
	"strings"
	"text/template"
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

// in returns the subject and the body of a digest in a language.
func (t text) in(language string) (subject, body string, err error) {
	parsed, err := template.ParseFS(texts, "digest."+language+".txt")
	if err != nil {
		return "", "", err
	}
	var written strings.Builder
	if err := parsed.Execute(&written, t); err != nil {
		return "", "", err
	}
	subject, body, _ = strings.Cut(written.String(), "\n\n")
	return subject, body, nil
}
