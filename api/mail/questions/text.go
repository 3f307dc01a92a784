package questions

import (
	"embed"
	"strings"
	"text/template"

	"golang.org/x/text/language"
)

// texts hold a mail each: its subject, an empty line, and what it says.
//
//go:embed *.txt
var texts embed.FS

// text is what a mail says.
type text struct {
	Name, Title string
	// Page is the address of the question, Limit that of the recipient's settings; Links are by action.
	Page, Limit string
	Links       map[string]string
}

// in returns the subject and the body of a mail in a language.
func (t text) in(why, language string) (subject, body string, err error) {
	parsed, err := template.ParseFS(texts, why+"."+language+".txt")
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

// languageOf returns the language of the mails of somebody who prefers a language: English where that is theirs, else French.
func languageOf(preferred string) string {
	base, _ := language.Make(preferred).Base()
	if english, _ := language.English.Base(); base == english && preferred != "" {
		return "en"
	}
	return "fr"
}
