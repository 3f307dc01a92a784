package mail

import "golang.org/x/text/language"

// LanguageOf returns the language of the mails of somebody who prefers a language: English where that is theirs, else French.
func LanguageOf(preferred string) string {
	base, _ := language.Make(preferred).Base()
	if english, _ := language.English.Base(); base == english && preferred != "" {
		return "en"
	}
	return "fr"
}
