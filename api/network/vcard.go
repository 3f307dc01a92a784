package network

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
)

// serveCard responds with somebody's card as a file for an address book, with what the viewer may see of them.
func serveCard(s *page.Server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		view, err := s.Config.View(r)
		if err != nil {
			s.Fail(w, r, page.Unidentified(err))
			return
		}
		data, err := s.Ask(r, view, "vcard", map[string]any{"id": string(graph.NodeKey(graph.KindPerson, r.PathValue("id")))})
		if err != nil {
			s.Fail(w, r, err)
			return
		}
		person, is := data["person"].(map[string]any)
		if !is {
			s.Fail(w, r, page.Error{Status: http.StatusNotFound})
			return
		}
		w.Header().Set("Content-Type", "text/vcard; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+graph.Slug(page.PlainText(person["displayName"]))+`.vcf"`)
		_, _ = w.Write([]byte(cardOf(person)))
	}
}

// cardOf writes a card as of vCard 4.0 (RFC 6350).
func cardOf(person map[string]any) string {
	text := func(name string) string { return page.PlainText(person[name]) }
	var card strings.Builder
	line := func(property string, values ...string) {
		escaped := make([]string, len(values))
		for i, value := range values {
			escaped[i] = cardText(value)
		}
		if strings.Join(values, "") != "" {
			card.WriteString(folded(property + ":" + strings.Join(escaped, ";")))
		}
	}
	line("BEGIN", "VCARD")
	line("VERSION", "4.0")
	line("FN", text("displayName"))
	line("N", text("familyName"), text("givenName"), "", "", "")
	line("TITLE", text("title"))
	if unit, is := person["unit"].(map[string]any); is {
		line("ORG", append([]string{""}, strings.Split(page.PlainText(unit["name"]), "/")...)...)
	}
	line("EMAIL;TYPE=work", text("mail"))
	line("TEL;TYPE=work", text("telephoneNumber"))
	line("LANG", text("preferredLanguage"))
	line("PRONOUNS", text("pronouns"))
	line("END", "VCARD")
	return card.String()
}

// cardText escapes a value.
func cardText(value string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(value)
}

// maxLine is how many bytes a line has at most.
const maxLine = 75

// folded ends a line, and breaks it where it is long, never within a character.
func folded(line string) string {
	var out strings.Builder
	length := 0
	for _, r := range line {
		if length+utf8.RuneLen(r) > maxLine {
			out.WriteString("\r\n ")
			length = 1
		}
		out.WriteRune(r)
		length += utf8.RuneLen(r)
	}
	return out.String() + "\r\n"
}
