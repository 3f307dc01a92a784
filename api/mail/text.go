package mail

import (
	"io/fs"
	"strings"
	"text/template"

	"golang.org/x/text/language"
)

// Text returns the subject and the body of a mail, which a template of that name and language holds: NAME.LANGUAGE.txt with the
// subject, an empty line, and what it says.
func Text(texts fs.FS, name, language string, content any) (subject, body string, err error) {
	parsed, err := template.ParseFS(texts, name+"."+language+".txt")
	if err != nil {
		return "", "", err
	}
	var written strings.Builder
	if err := parsed.Execute(&written, content); err != nil {
		return "", "", err
	}
	subject, body, _ = strings.Cut(written.String(), "\n\n")
	return subject, body, nil
}

// LanguageOf returns the language of the mails of somebody who prefers a language: English where that is theirs, else French.
func LanguageOf(preferred string) string {
	base, _ := language.Make(preferred).Base()
	if english, _ := language.English.Base(); base == english && preferred != "" {
		return "en"
	}
	return "fr"
}
