// Package markup escapes what people wrote for the markup of chat programs, so that it is text there: no link, no format, and no
// mention of anybody.
package markup

import "strings"

// Slack escapes a text for Slack's own markup: nothing in it is a link, a mention or a format.
func Slack(text string) string {
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	return strings.NewReplacer("|", "¦", "*", "\u2217", "_", "\u02cd", "~", "\u223c", "`", "\u02cb").Replace(text)
}

// Markdown escapes a text for Markdown, so that it is text and mentions nobody.
func Markdown(text string) string {
	var out strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]()<>#+-!|~:", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
		if r == '@' {
			out.WriteRune('\u200b')
		}
	}
	return out.String()
}
