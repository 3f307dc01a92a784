package client

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// documents returns all documents that a client sends.
func documents() []string {
	return []string{expertsDocument, personDocument, skillDocument, skillNamedDocument, answeredDocument, draftDocument, askDocument, suggestDocument}
}

// The most characters of a text of people in an answer: of one line, such as a title, and of a whole text.
const (
	longestLine = 300
	longestText = 2000
)

// line returns a text of people on one line, without signs that are not seen, cut where it is long.
func line(text string) string {
	return cut(strings.Join(strings.Fields(visible(text)), " "), longestLine)
}

// text returns a text of people without signs that are not seen, cut where it is long.
func text(of string) string { return cut(strings.TrimSpace(visible(of)), longestText) }

// visible returns a text without what no reader sees, by which it could tell an assistant what it does not tell people: controls,
// marks of direction, signs of no width, tags.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// SearchPage returns the address of the page of a search.
func (c *Client) SearchPage(words string) string {
	return c.address + "/?" + url.Values{"q": {words}}.Encode()
}

// AskPage returns the address of the page that asks a question, with its title filled in.
func (c *Client) AskPage(title string) string {
	return c.address + "/ask?" + url.Values{"title": {title}}.Encode()
}

// writer writes an answer as text in a language.
type writer struct {
	strings.Builder
	c        *Client
	language string
}

// said writes a message of the catalogue on a line.
func (w *writer) said(format string, arguments ...any) {
	w.WriteString(w.c.Messages(w.language).Sprintf(format, arguments...) + "\n")
}

// quoted marks a text that people wrote, so that it is not taken for one of Sachant's.
func quoted(text string) string {
	return "“" + strings.NewReplacer("“", `"`, "”", `"`).Replace(text) + "”"
}

// quote writes a text that people wrote on lines of its own, each marked.
func (w *writer) quote(text string) {
	for part := range strings.Lines(text) {
		w.WriteString("   > " + strings.TrimRight(part, "\n") + "\n")
	}
}

// listed marks texts that people wrote, between commas.
func listed(texts []string) string {
	marked := make([]string, len(texts))
	for i, one := range texts {
		marked[i] = quoted(one)
	}
	return strings.Join(marked, ", ")
}

// who names somebody: name (title, unit, site) id.
func who(of Colleague) string {
	var place []string
	for _, part := range []string{of.Title, of.Unit, of.Site} {
		if part != "" {
			place = append(place, part)
		}
	}
	name := quoted(of.Name)
	if len(place) > 0 {
		name += " (" + listed(place) + ")"
	}
	return name + " " + of.ID
}

// FoundText writes the people who know, with their reasons.
func (c *Client) FoundText(language string, found Found) string {
	w := writer{c: c, language: language}
	w.corrections(found)
	if found.Total == 0 {
		w.said("Nobody is known for this, as far as you may see.")
		return w.String()
	}
	w.said("%d people know something about this; the first of them here:", found.Total)
	for i, expert := range found.Experts {
		_, _ = fmt.Fprintf(&w, "%d. %s\n", i+1, who(expert.Colleague))
		if expert.Part != "" {
			w.said("   on %s only", quoted(expert.Part))
		}
		if expert.UnavailableUntil != "" {
			w.said("   prefers not to be asked until %s", expert.UnavailableUntil)
		}
		for _, reason := range expert.Reasons {
			w.WriteString("   - " + quoted(reason.Text) + "\n")
			for _, piece := range reason.Evidence {
				w.quote(strings.TrimSpace(strings.Join([]string{piece.Date, piece.Title}, " ")))
			}
		}
	}
	w.further(found.Next)
	return w.String()
}

func (w *writer) corrections(found Found) {
	if found.AsWords {
		w.said("The operators follow no rule: searched as words.")
	}
	for _, one := range found.Corrections {
		if len(one.Searched) == 0 {
			w.said("%s is unknown here.", quoted(one.Asked))
			continue
		}
		w.said("%s is unknown here; searched for %s.", quoted(one.Asked), listed(one.Searched))
	}
}

// further says how what follows is had.
func (w *writer) further(next string) {
	if next != "" {
		w.said("There is more: call again with after = %s", next)
	}
}

// ProfileText writes a person.
func (c *Client) ProfileText(language string, profile Profile) string {
	w := writer{c: c, language: language}
	w.WriteString(who(profile.Colleague) + "\n")
	for _, each := range []struct{ format, value string }{
		{"their mail address: %s", profile.Mail}, {"their telephone: %s", profile.Telephone}, {"their employee number: %s", profile.EmployeeNumber}, {"their role: %s", profile.Role},
	} {
		if each.value != "" {
			w.said(each.format, quoted(each.value))
		}
	}
	if profile.UnavailableUntil != "" {
		w.said("prefers not to be asked until %s", profile.UnavailableUntil)
	}
	if len(profile.Communities) > 0 {
		w.said("their communities: %s", listed(profile.Communities))
	}
	if profile.Manager != nil {
		w.said("they report to %s", who(*profile.Manager))
	}
	w.said("%d skills are declared of them, as far as you may see:", profile.SkillsTotal)
	for _, one := range profile.Skills {
		w.declared(quoted(one.Skill)+" "+one.SkillID, one)
	}
	w.further(profile.Next)
	w.written(profile.Contributions)
	return w.String()
}

// declared writes a declaration of something.
func (w *writer) declared(of string, one Declaration) {
	messages := w.c.Messages(w.language)
	level := messages.Text("no level is stated")
	if one.Level != nil {
		level = messages.Sprintf("level %s of 4", fmt.Sprint(*one.Level))
	}
	source := one.Source
	if one.Validated {
		source += ", " + messages.Text("validated")
	}
	if one.ContestedSince != "" {
		source += ", " + messages.Text("contested by the person")
	}
	w.WriteString("   - " + strings.TrimSpace(fmt.Sprintf("%s: %s (%s) %s", of, level, source, one.On)) + "\n")
}

// written writes the titles of contributions.
func (w *writer) written(contributions []Contribution) {
	for _, one := range contributions {
		w.quote(strings.TrimSpace(strings.Join([]string{one.On, one.Title, one.ID}, " ")))
	}
}

// SkillText writes a skill and its holders.
func (c *Client) SkillText(language string, skill Skill) string {
	w := writer{c: c, language: language}
	w.WriteString(quoted(skill.Label) + " " + skill.ID + "\n")
	w.quote(skill.Definition)
	w.said("%d people declare it, as far as you may see:", skill.Total)
	for _, one := range skill.Holders {
		if one.Person != nil {
			w.declared(who(*one.Person), one)
		}
	}
	w.further(skill.Next)
	if len(skill.Questions) > 0 {
		w.said("Questions about it:")
		w.written(skill.Questions)
	}
	for i, one := range skill.Related {
		if i == 0 {
			w.said("Skills that the same people hold:")
		}
		w.WriteString("   - " + quoted(one.Label) + " " + one.ID + "\n")
	}
	return w.String()
}

// AnsweredText writes questions with their answers.
func (c *Client) AnsweredText(language string, answered Answered) string {
	w := writer{c: c, language: language}
	if len(answered.Questions) == 0 {
		w.said("No question about this was answered, as far as you may see.")
	}
	for _, question := range answered.Questions {
		w.WriteString(quoted(question.Title) + " " + question.On + " " + question.ID + "\n")
		for _, one := range question.Answers {
			label := "answer"
			if one.Accepted {
				label = "accepted answer"
			}
			by := ""
			if one.Author != nil {
				by = who(*one.Author)
			}
			w.WriteString(" - " + strings.TrimSpace(c.Messages(language).Text(label)+" "+by+" "+one.On) + "\n")
			w.quote(one.Text)
		}
	}
	return w.String()
}

// SentText writes who got a question, or would get it.
func (c *Client) SentText(language string, sent Sent) string {
	w := writer{c: c, language: language}
	switch {
	case sent.Sent:
		w.said("The question is sent to %d people:", len(sent.To))
	case len(sent.To) == 0:
		w.said("Nothing is sent yet. Nobody can be asked this now: it would be open to everybody there.")
	default:
		w.said("Nothing is sent yet. The question would go to %d people:", len(sent.To))
	}
	for _, one := range sent.To {
		w.WriteString("   - " + who(one.Colleague) + ": " + quoted(one.Reason) + "\n")
	}
	if len(sent.Similar) > 0 {
		w.said("Questions like it were answered already:")
		w.written(sent.Similar)
	}
	if !sent.Sent {
		w.said("Once the person agrees, call again with send = true and an idempotencyKey.")
	}
	return w.String()
}
