package chat

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// command is what somebody typed.
type command struct {
	// user is the id of the sender in the chat program: in Slack with that of the workspace before it, in Teams that of the directory.
	user, text string
}

// read reads a request as its program sends it.
func read(kind string, body []byte) (command, error) {
	if kind == Teams {
		return readTeams(body)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return command{}, err
	}
	user, text := form.Get("user_id"), form.Get("text")
	if kind != Slack {
		return command{user, text}, nil
	}
	if user != "" {
		user = form.Get("team_id") + "/" + user
	}
	return command{user, withoutSlackMarkup(text)}, nil
}

// withoutSlackMarkup returns a text with the words of its links and mentions, and its signs as they were typed.
func withoutSlackMarkup(text string) string {
	links := regexp.MustCompile(`<(?:[^<>|]*\|)?([^<>|]*)>`)
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(links.ReplaceAllString(text, "$1"))
}

func readTeams(body []byte) (command, error) {
	var message struct {
		Text string `json:"text"`
		From struct {
			ID string `json:"aadObjectId"`
		} `json:"from"`
	}
	err := json.Unmarshal(body, &message)
	return command{message.From.ID, withoutMarkup(message.Text)}, err
}

// withoutMarkup returns the text of HTML, without the mention of the command itself.
func withoutMarkup(text string) string {
	var out strings.Builder
	mention := false
	for tokens := html.NewTokenizer(strings.NewReader(text)); ; {
		kind := tokens.Next()
		name, _ := tokens.TagName()
		switch {
		case kind == html.ErrorToken:
			return out.String()
		case kind == html.StartTagToken && string(name) == "at":
			mention = true
		case kind == html.EndTagToken && string(name) == "at":
			mention = false
		case kind == html.TextToken && !mention:
			out.Write(tokens.Text())
		}
	}
}

// What a command asks for.
const (
	actionFind = "find"
	actionAsk  = "ask"
	actionHelp = "help"
)

// longestWords is the most characters of a search.
const longestWords = 400

// parsed returns what a command asks for, and about what: "who knows X", "qui connaît X" and X alone find; "ask X" and "demander X"
// ask.
func (c command) parsed() (action, words string) {
	words = strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "’", "'").Replace(strings.ToValidUTF8(c.text, ""))), " ")
	words = strings.TrimSpace(strings.TrimRight(words, "?! "))
	lower := strings.ToLower(words)
	if lower == "" || lower == "help" || lower == "aide" {
		return actionHelp, ""
	}
	for _, each := range []struct{ prefix, action string }{
		{"ask ", actionAsk}, {"demander ", actionAsk}, {"demande ", actionAsk},
		{"who knows about ", actionFind}, {"who knows ", actionFind}, {"qui s'y connaît en ", actionFind}, {"qui s'y connait en ", actionFind},
		{"qui connaît ", actionFind}, {"qui connait ", actionFind}, {"qui sait ", actionFind},
	} {
		if len(lower) == len(words) && strings.HasPrefix(lower, each.prefix) {
			return each.action, cut(strings.TrimSpace(words[len(each.prefix):]))
		}
	}
	return actionFind, cut(words)
}

func cut(words string) string {
	if runes := []rune(words); len(runes) > longestWords {
		return string(runes[:longestWords])
	}
	return words
}
