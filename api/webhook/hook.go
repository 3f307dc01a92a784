package webhook

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/sachant/sachant/api/webhook/markup"
)

// The chat programs to which questions are posted.
const (
	Mattermost = "mattermost"
	Slack      = "slack"
	Teams      = "teams"
)

// Hook is an address to which a chat program takes posts. Who has it can post: it is a secret.
type Hook struct{ Kind, Address string }

// Read returns the hook of a kind whose address was read. Its errors do not hold the address.
func Read(kind, address string) (Hook, error) {
	hook := Hook{strings.TrimSpace(kind), strings.TrimSpace(address)}
	parsed, err := url.Parse(hook.Address)
	switch {
	case !slices.Contains([]string{Mattermost, Slack, Teams}, hook.Kind):
		return hook, fmt.Errorf("--webhook begins with %q, which is none of mattermost=, slack= and teams=", hook.Kind)
	case err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http":
		return hook, fmt.Errorf("the webhook of %s has no address, such as https://chat.example.com/hooks/…", hook.Kind)
	case parsed.Scheme == "http" && !isHere(parsed.Hostname()):
		return hook, fmt.Errorf("the webhook of %s would send titles readably: http is for a server on this machine", hook.Kind)
	}
	return hook, nil
}

// isHere reports whether a host is this machine.
func isHere(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || address != nil && address.IsLoopback()
}

// payload returns a question as the chat program wants it.
func (h Hook) payload(one question, language string) any {
	intro := "Nouvelle question dans"
	open := "Ouvrir"
	if language == "en" {
		intro, open = "New question in", "Open"
	}
	switch h.Kind {
	case Slack:
		return map[string]string{"text": intro + " " + markup.Slack(one.Community) + "\n<" + one.Address + "|" + markup.Slack(one.Title) + ">"}
	case Teams:
		return teamsCard(intro+" "+one.Community, one, open)
	}
	return map[string]string{"text": intro + " " + markup.Markdown(one.Community) + "\n[" + markup.Markdown(one.Title) + "](" + one.Address + ")"}
}

// teamsCard is an adaptive card, as workflows of Teams take it.
func teamsCard(intro string, one question, open string) any {
	block := func(text, weight string) map[string]any {
		return map[string]any{"type": "TextBlock", "text": markup.Markdown(text), "weight": weight, "wrap": true}
	}
	return map[string]any{"type": "message", "attachments": []any{map[string]any{
		"contentType": "application/vnd.microsoft.card.adaptive",
		"content": map[string]any{
			"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
			"body":    []any{block(intro, "Default"), block(one.Title, "Bolder")},
			"actions": []any{map[string]any{"type": "Action.OpenUrl", "title": open, "url": one.Address}},
		},
	}}}
}
