package schedule

import (
	"regexp"

	"github.com/sachant/sachant/ingest"
)

// Summary is what is kept of a report.
type Summary struct {
	Read     map[string]int `json:"read,omitempty"`
	Added    map[string]int `json:"added,omitempty"`
	Changed  map[string]int `json:"changed,omitempty"`
	Removed  map[string]int `json:"removed,omitempty"`
	Rejected int            `json:"rejected,omitempty"`
	// Causes are why entries were rejected, each with the place of the first; Warnings are those of the run. Neither holds what it
	// quotes.
	Causes   []Cause  `json:"causes,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	// Error is why the run ended early.
	Error string `json:"error,omitempty"`
}

// Cause is why entries were rejected.
type Cause struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	// First is the file, line and column of the first one.
	First string `json:"first,omitempty"`
}

// mostTexts is how many different causes, and how many warnings, are kept of a run.
const mostTexts = 30

// Summarize returns what is kept of a report, and of why the run ended early.
func Summarize(report ingest.Report, failed error) Summary {
	out := Summary{Read: report.Read, Added: report.Added, Changed: report.Changed, Removed: report.Removed, Rejected: len(report.Rejected)}
	places := map[string]int{}
	for _, each := range report.Rejected {
		text := Unquoted(ingest.WithoutReference(each.Cause))
		at, known := places[text]
		if !known {
			if len(out.Causes) == mostTexts {
				continue
			}
			at = len(out.Causes)
			places[text] = at
			first := each.Place
			first.DN = ""
			out.Causes = append(out.Causes, Cause{Text: text, First: first.String()})
		}
		out.Causes[at].Count++
	}
	for _, warning := range report.Warnings[:min(len(report.Warnings), mostTexts)] {
		out.Warnings = append(out.Warnings, Unquoted(warning))
	}
	if failed != nil {
		out.Error = Unquoted(failed.Error())
	}
	return out
}

// quoted matches what messages quote of a source: texts in quotes, addresses of mail, DNs, and numbers of four digits and more.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[^\s,;:()<>]+@[^\s,;:()<>]+|\b[A-Za-z]+=[^,;:]+(?:,\s*[A-Za-z]+=[^,;:]+)*|\d{4,}`)

// Unquoted returns a message without what it quotes of a source.
func Unquoted(message string) string {
	const longest = 400
	message = quoted.ReplaceAllStringFunc(message, func(text string) string {
		if text[0] == '"' {
			return `"…"`
		}
		return "…"
	})
	if runes := []rune(message); len(runes) > longest { // a text in quotes that is cut would be none any more
		message = string(runes[:longest]) + "…"
	}
	return message
}
