package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sachant/sachant/api/chat"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/signin/store/sqlite"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The secrets of the chat programs of the story.
const (
	mattermostToken = "nezum4kpu3faiec7r7c5zt6tfy"
	slackSecret     = "8f742231b10e8888abcd99yyyzzz85a5"
)

func teamsSecret() string { return base64.StdEncoding.EncodeToString([]byte("the secret of a team")) }

// storyChat are chat programs in which each person of the story is known by an id.
func storyChat(t testing.TB, gate *access.Gate) *chat.Config {
	t.Helper()
	file := filepath.Join(t.TempDir(), "people")
	text := "# id there;person here\n"
	for id, person := range map[string]graph.Key{"worker": worker, "colleague": colleague, "gone": gone, "later": boss} {
		text += fmt.Sprintf("%s;%s\nT1/%s;%s\n", id, person, id, person)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	people, err := chat.ReadPeople(file)
	if err != nil {
		t.Fatal(err)
	}
	view := func(_ *http.Request, name string) (*access.View, error) {
		switch graph.Key(name) {
		case gone:
			return nil, graph.ErrNotFound
		case boss:
			return nil, signin.ErrNotYet
		}
		return gate.View(access.Viewer{Person: graph.Key(name), Roles: []access.Role{access.Employee}, ReadOnly: true}), nil
	}
	return &chat.Config{
		Programs: []chat.Program{{Kind: chat.Mattermost, Secrets: []string{"another token than this", mattermostToken}, People: people}, {Kind: chat.Slack, Secrets: []string{slackSecret}, People: people}, {Kind: chat.Teams, Secrets: []string{teamsSecret()}, People: people}},
		View:     view, Colleague: func() *access.View { return gate.View(access.Colleague()) }, Now: today, Claim: claims(t),
	}
}

// claims are those of a server on its own; the file is made by the first one.
func claims(t testing.TB) func(ctx context.Context, id string, lifetime time.Duration) (bool, error) {
	opened := sync.OnceValues(func() (*sqlite.Store, error) { return sqlite.Open(filepath.Join(t.TempDir(), "sign-in.db"), today) })
	return func(ctx context.Context, id string, lifetime time.Duration) (bool, error) {
		kept, err := opened()
		if err != nil {
			return false, err
		}
		t.Cleanup(func() { _ = kept.Close() })
		return kept.Claim(ctx, id, lifetime)
	}
}

// typed is a command as a chat program sends it, and how it is signed; each is of another second, so that none comes twice.
type typed struct {
	program, user, text string
	secret              string
	at                  time.Time
}

func (c typed) request() *http.Request {
	body, header := "", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	form := url.Values{"command": {"/find"}, "text": {c.text}, "user_id": {c.user}, "user_name": {"admin"}, "team_id": {"T1"}}
	sign := func(key, text string) []byte {
		mac := hmac.New(sha256.New, []byte(key))
		_, _ = mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	switch c.program {
	case chat.Mattermost:
		form.Set("token", c.secret)
		body = form.Encode()
	case chat.Slack:
		body = form.Encode()
		stamp := strconv.FormatInt(c.at.Unix(), 10)
		header.Set("X-Slack-Request-Timestamp", stamp)
		header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(sign(c.secret, "v0:"+stamp+":"+body)))
	case chat.Teams:
		text, _ := json.Marshal(map[string]any{"type": "message", "timestamp": c.at, "text": "<at>Sachant</at>&nbsp;" + c.text, "from": map[string]string{"aadObjectId": c.user, "name": "Admin"}})
		body = string(text)
		key, _ := base64.StdEncoding.DecodeString(c.secret)
		header.Set("Authorization", "HMAC "+base64.StdEncoding.EncodeToString(sign(string(key), body)))
	}
	request := httptest.NewRequest(http.MethodPost, "/chat/"+c.program, strings.NewReader(body))
	request.Header = header
	return request
}

// send sends a command, and returns the status and the text of the answer.
func (c typed) send(t *testing.T, handler http.Handler) (status int, text string, whole map[string]string) {
	t.Helper()
	answer := ask(handler, "nobody", c.request())
	if answer.status != http.StatusOK {
		return answer.status, answer.body, nil
	}
	if err := json.Unmarshal([]byte(answer.body), &whole); err != nil {
		t.Fatalf("%s: %v", answer.body, err)
	}
	return answer.status, whole["text"], whole
}

func secretOf(program string) string {
	return map[string]string{chat.Mattermost: mattermostToken, chat.Slack: slackSecret, chat.Teams: teamsSecret()}[program]
}

// Who types a command is told who knows, why and where, in the language that the directory says they prefer, for them alone where
// the program can.
func TestAChatProgramIsToldWhoKnows(t *testing.T) {
	handler := company(t, story())
	for program, link := range map[string]string{chat.Mattermost: `[Willem Thys](/` + string(worker) + `)`, chat.Slack: `</` + string(worker) + `|Willem Thys>`, chat.Teams: `[Willem Thys](/` + string(worker) + `)`} {
		user := "colleague"
		_, text, whole := typed{program, user, "qui connaît soudage TIG ?", secretOf(program), today()}.send(t, handler)
		for _, want := range []string{"Qui s'y connaît en soudage TIG", link, "Soudage TIG, Atelier/Soudage, Lyon", "/?q=soudage+TIG", "/ask?title=soudage+TIG"} {
			if !strings.Contains(strings.ReplaceAll(text, `\`, ""), want) {
				t.Errorf("%s is told without %q:\n%s", program, want, text)
			}
		}
		if line := strings.Split(text, "\n")[1]; !strings.Contains(line, ": ") || len(strings.SplitN(line, ": ", 2)[1]) < 20 {
			t.Errorf("%s is not told why: %s", program, line)
		}
		if private := whole["response_type"] == "ephemeral"; private != (program != chat.Teams) {
			t.Errorf("%s is answered %v", program, whole)
		}
		if strings.Contains(strings.ToLower(text), "hexalmire") {
			t.Errorf("%s is told of somebody hidden:\n%s", program, text)
		}
	}
}

// The answer is with the rights of the person that a file names, whatever name the program sends beside the id; in Teams, where a
// whole channel reads, with those of every colleague.
func TestAChatAnswerIsForItsReader(t *testing.T) {
	handler := company(t, story())
	for _, each := range []struct {
		program, user string
		sees          bool
	}{
		{chat.Mattermost, "worker", true}, {chat.Slack, "worker", true}, {chat.Teams, "worker", false},
		{chat.Mattermost, "colleague", false}, {chat.Slack, "colleague", false}, {chat.Teams, "colleague", false},
	} {
		_, text, _ := typed{each.program, each.user, "ombrelisque", secretOf(each.program), today()}.send(t, handler)
		if sees := strings.Contains(text, "Willem"); sees != each.sees {
			t.Errorf("%s in %s is told of a private skill: %v\n%s", each.user, each.program, sees, text)
		}
	}
	for user, want := range map[string]string{"stranger": "stranger;", "gone": "gone;", "later": "ne vous a pas encore ouvert", "": "n'a pas dit qui vous êtes"} {
		_, text, _ := typed{chat.Mattermost, user, "soudage", mattermostToken, today()}.send(t, handler)
		if !strings.Contains(strings.ReplaceAll(text, `\`, ""), want) || strings.Contains(text, "Willem") {
			t.Errorf("%q is told: %s", user, text)
		}
	}
}

// A command that is not signed with the secret of the program, is too old, or came before, is refused.
func TestAForgedCommandIsRefused(t *testing.T) {
	handler := company(t, story())
	for name, each := range map[string]typed{
		"another token":          {chat.Mattermost, "worker", "soudage", "nezum4kpu3faiec7r7c5zt6tfx", today()},
		"no token":               {chat.Mattermost, "worker", "soudage", "", today()},
		"another secret":         {chat.Slack, "worker", "soudage", "another secret of somebody", today()},
		"an old command":         {chat.Slack, "worker", "soudage", slackSecret, today().Add(-6 * time.Minute)},
		"a command of later":     {chat.Slack, "worker", "soudage", slackSecret, today().Add(6 * time.Minute)},
		"another secret, Teams":  {chat.Teams, "worker", "soudage", base64.StdEncoding.EncodeToString([]byte("another")), today()},
		"an old command, Teams":  {chat.Teams, "worker", "soudage", teamsSecret(), today().Add(-6 * time.Minute)},
		"a program there is not": {"discord", "worker", "soudage", "x", today()},
	} {
		status, text, _ := each.send(t, handler)
		if status != http.StatusUnauthorized && (each.program != "discord" || status != http.StatusNotFound) || strings.Contains(text, "Willem") {
			t.Errorf("%s is answered %d %s", name, status, text)
		}
	}
	for _, program := range []string{chat.Slack, chat.Teams} {
		command := typed{program, "worker", "soudage", secretOf(program), today().Add(-time.Minute)}
		first, _, _ := command.send(t, handler)
		second, _, _ := command.send(t, handler)
		if first != http.StatusOK || second != http.StatusUnauthorized {
			t.Errorf("a command of %s is answered %d, sent again %d", program, first, second)
		}
	}
	changed := typed{chat.Slack, "worker", "soudage", slackSecret, today()}.request()
	changed.Body = http.NoBody
	if answer := ask(handler, "nobody", changed); answer.status != http.StatusUnauthorized {
		t.Errorf("another body under a signature is answered %d", answer.status)
	}
	long := typed{chat.Mattermost, "worker", strings.Repeat("a", 40_000), mattermostToken, today()}
	if status, _, _ := long.send(t, handler); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a long command is answered %d", status)
	}
}

// A command that one server answered is refused by another one, and by a server that began anew.
func TestACommandIsTakenByOneServer(t *testing.T) {
	claim := claims(t)
	shared := func(config *ServerConfig) { config.Chat.Claim = claim }
	one, other := company(t, story(), shared), company(t, story(), shared)
	for _, program := range []string{chat.Slack, chat.Teams} {
		command := typed{program, "worker", "soudage", secretOf(program), today()}
		first, _, _ := command.send(t, one)
		second, _, _ := command.send(t, other)
		if first != http.StatusOK || second != http.StatusUnauthorized {
			t.Errorf("a command of %s is answered %d, sent to another server %d", program, first, second)
		}
	}
	broken := company(t, story(), func(config *ServerConfig) {
		config.Chat.Claim = func(context.Context, string, time.Duration) (bool, error) { return false, graph.ErrUnavailable }
	})
	if status, _, _ := (typed{chat.Slack, "worker", "soudage", slackSecret, today()}).send(t, broken); status != http.StatusServiceUnavailable {
		t.Errorf("a command that cannot be checked is answered %d", status)
	}
}

// What is typed calls nobody and formats nothing in the answer, and nothing is asked by a command: it leads to the form.
func TestAChatAnswerHoldsNoMarkupOfOthers(t *testing.T) {
	handler := company(t, story())
	_, slack, _ := typed{chat.Slack, "colleague", "<!channel> zzyx *gras*", slackSecret, today()}.send(t, handler)
	_, mattermost, _ := typed{chat.Mattermost, "colleague", "@all zzyx **gras**", mattermostToken, today()}.send(t, handler)
	if strings.Contains(slack, "<!channel>") || strings.Contains(slack, "*gras*") || strings.Contains(mattermost, "@all") || strings.Contains(mattermost, "**gras**") {
		t.Errorf("the answers are\n%s\n%s", slack, mattermost)
	}
	if !strings.Contains(slack, "Personne n'est connu") || !strings.Contains(slack, "|demander à vos collègues>") {
		t.Errorf("who finds nobody is told:\n%s", slack)
	}
	if _, text, _ := (typed{chat.Mattermost, "colleague", "demander Quel gaz pour l’inox ?", mattermostToken, today()}).send(t, handler); !strings.Contains(text, "[ce formulaire](/ask?title=Quel+gaz+pour+l%27inox)") {
		t.Errorf("who wants to ask is told: %s", text)
	}
	if _, text, _ := (typed{chat.Mattermost, "colleague", "aide", mattermostToken, today()}).send(t, handler); !strings.Contains(text, "qui connaît le soudage") {
		t.Errorf("who wants help is told: %s", text)
	}
}
