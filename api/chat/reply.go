package chat

import (
	"strings"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/webhook/markup"
)

// How much of a search an answer shows: people, and reasons of each.
const (
	shownPeople  = 5
	shownReasons = 2
)

// marking is how a chat program writes text and links.
type marking struct {
	escape func(string) string
	link   func(label, address string) string
}

func markupOf(kind string) marking {
	if kind == Slack {
		return marking{markup.Slack, func(label, address string) string { return "<" + address + "|" + markup.Slack(label) + ">" }}
	}
	return marking{markup.Markdown, func(label, address string) string { return "[" + markup.Markdown(label) + "](" + address + ")" }}
}

// reply writes answers in the markup of a program and a language.
type reply struct {
	client   *client.Client
	markup   marking
	language string
}

// said returns a message; what fills it in is markup already.
func (r reply) said(format string, arguments ...any) string {
	return r.client.Messages(r.language).Sprintf(format, arguments...)
}

func (r reply) escaped(text string) string { return r.markup.escape(text) }

// found writes the people who know, with their reasons.
func (r reply) found(found client.Found) string {
	var lines []string
	for _, one := range found.Corrections {
		if len(one.Searched) > 0 {
			lines = append(lines, r.said("%s is unknown here; searched for %s.", r.escaped(one.Asked), r.escaped(strings.Join(one.Searched, ", "))))
		}
	}
	if len(found.Experts) == 0 {
		ask := r.markup.link(r.said("ask your colleagues"), r.client.AskPage(found.Words))
		return strings.Join(append(lines, r.said("Nobody is known for %s. You can %s.", r.escaped(found.Words), ask)), "\n")
	}
	lines = append(lines, r.said("Who knows about %s:", r.escaped(found.Words)))
	for _, one := range found.Experts {
		lines = append(lines, r.expert(one))
	}
	all := r.markup.link(r.said("all %d, with every reason", found.Total), found.Page)
	ask := r.markup.link(r.said("ask them"), r.client.AskPage(found.Words))
	return strings.Join(append(lines, all+" · "+ask), "\n")
}

// expert writes a person and why they are believed to know.
func (r reply) expert(one client.Expert) string {
	line := "• " + r.markup.link(one.Name, one.Page)
	for _, part := range []string{one.Title, one.Unit, one.Site} {
		if part != "" {
			line += ", " + r.escaped(part)
		}
	}
	var reasons []string
	for _, reason := range one.Reasons[:min(len(one.Reasons), shownReasons)] {
		reasons = append(reasons, r.escaped(reason.Text))
	}
	if one.UnavailableUntil != "" {
		reasons = append(reasons, r.said("prefers not to be asked until %s", one.UnavailableUntil))
	}
	return line + ": " + strings.Join(reasons, "; ")
}

// help says what can be typed.
func (r reply) help() string {
	return r.said("Type what somebody should know, such as: who knows welding. With ask before it you come to the form that asks your colleagues.")
}

// askForm leads to the form that asks, where people see who would get the question before it is sent.
func (r reply) askForm(words string) string {
	return r.said("Nothing is sent yet: %s shows to whom it would go.", r.markup.link(r.said("this form"), r.client.AskPage(words)))
}

// slow leads to the page of a search that took too long.
func (r reply) slow(words string) string {
	return r.said("This takes longer than a chat program waits: %s.", r.markup.link(r.said("look at the page"), r.client.SearchPage(words)))
}

// unlinked says to somebody that nobody is known by their id in the program, and how that is mended.
func (r reply) unlinked(kind, id string) string {
	if id == "" {
		return r.said("The chat program did not say who you are.")
	}
	return r.said("It is not known who you are in Sachant. Send this line, with your mail address, to the people who run Sachant, who add it to the file of %s: %s", kind, r.escaped(id+";…"))
}
