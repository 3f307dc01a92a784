// Package chat answers the commands that people type in Mattermost, Slack and Teams: who knows about something, and why. A request
// is believed where it is signed with the secret of the chat program, and its sender is the person that a file of the company names
// for the id that the program gives them: a name or a mail address that a program sends could be anybody's. In Mattermost and Slack
// the answer is for the sender alone, with what they may see as an employee; in Teams, where everybody in the channel reads it, it is
// what every colleague sees. Nothing is written.
package chat

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/ratelimit"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// The chat programs.
const (
	Mattermost = "mattermost"
	Slack      = "slack"
	Teams      = "teams"
)

// Kinds returns the chat programs.
func Kinds() []string { return []string{Mattermost, Slack, Teams} }

// Path is the pattern of the addresses to which the programs send.
const Path = "/chat/{program}"

// Program is a chat program whose commands are answered.
type Program struct {
	Kind string
	// Secrets are those by which its requests are believed, several where several teams have a command of their own.
	Secrets []string
	People  *People
}

// Config is what the answers need of others.
type Config struct {
	Programs []Program
	// View returns what a person may see, by an address, number or key; its errors wrap graph.ErrNotFound where there is nobody, or
	// signin.ErrNotYet.
	View func(r *http.Request, person string) (*access.View, error)
	// Colleague returns what every colleague sees.
	Colleague func() *access.View
	// Claim reports whether an id is claimed for the first time within a lifetime, by any server of the company.
	Claim func(ctx context.Context, id string, lifetime time.Duration) (first bool, err error)
	Now   func() time.Time
}

// Commands answers the commands. Its methods may be called by several goroutines.
type Commands struct {
	Config
	client *client.Client
	limits *ratelimit.Limiter
}

// New returns the answers to the commands of some programs.
func New(config Config, asking *client.Client) (*Commands, error) {
	limits, err := ratelimit.New(20, 3*time.Second, config.Now)
	return &Commands{config, asking, limits}, err
}

// maxRequest is the greatest length of a request, in bytes.
const maxRequest = 32 << 10

// patience is how long an answer may take: chat programs wait three seconds.
const patience = 2500 * time.Millisecond

// ServeHTTP answers POST /chat/{program}.
func (c *Commands) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := slices.IndexFunc(c.Programs, func(p Program) bool { return p.Kind == r.PathValue("program") })
	if at < 0 {
		http.NotFound(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the request is longer than 32 KiB, or could not be read", http.StatusRequestEntityTooLarge)
		return
	}
	program := c.Programs[at]
	switch err := c.believe(r.Context(), program, r.Header, body); {
	case errors.Is(err, errUnknown):
		zerolog.Ctx(r.Context()).Error().Err(err).Str("program", program.Kind).Msg("a command of a chat program cannot be checked")
		http.Error(w, "the request cannot be checked; send it again later", http.StatusServiceUnavailable)
		return
	case err != nil:
		zerolog.Ctx(r.Context()).Warn().Str("program", program.Kind).Str("reason", err.Error()).Msg("a command of a chat program is refused")
		http.Error(w, "the request is not signed as it has to be", http.StatusUnauthorized)
		return
	}
	command, err := read(program.Kind, body)
	if err != nil {
		http.Error(w, "the request is no command", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	text, err := c.answer(r.WithContext(ctx), program, command)
	if err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Str("program", program.Kind).Msg("a command of a chat program is not answered")
		text = c.client.Messages(client.Languages()[0]).Text("internal error")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(replyOf(program.Kind, text))
}

// replyOf returns an answer as the program wants it: for the sender alone where it can be.
func replyOf(kind, text string) map[string]string {
	if kind == Teams {
		return map[string]string{"type": "message", "textFormat": "markdown", "text": text}
	}
	return map[string]string{"response_type": "ephemeral", "text": text}
}

// answer returns the text that answers a command; an error where the server is why there is none.
func (c *Commands) answer(r *http.Request, program Program, command command) (string, error) {
	usual := reply{c.client, markupOf(program.Kind), client.Languages()[0]}
	if command.user == "" {
		return usual.unlinked(program.Kind, command.user), nil
	}
	name, linked, err := program.People.Find(command.user)
	switch {
	case err != nil:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the file of the people of a chat program cannot be read again; what it said before holds")
	case !linked:
		return usual.unlinked(program.Kind, command.user), nil
	}
	view, err := c.View(r, name)
	switch {
	case errors.Is(err, graph.ErrNotFound), errors.Is(err, signin.ErrAmbiguous):
		return usual.unlinked(program.Kind, command.user), nil
	case errors.Is(err, signin.ErrNotYet):
		return usual.said("The company has not opened Sachant to you yet."), nil
	case err != nil:
		return "", err
	case !c.limits.Allows(string(view.Viewer().Person)):
		return usual.said("Too many commands in a short time: wait a minute."), nil
	}
	language, err := client.Preferred(r.Context(), view)
	if err != nil {
		return "", err
	}
	out := reply{c.client, usual.markup, language}
	if program.Kind == Teams { // everybody in the channel reads it
		view = c.Colleague()
	}
	return c.do(r.Context(), out, client.Caller{View: func() (*access.View, error) { return view, nil }, Language: language}, command)
}

// do returns what a command asks for.
func (c *Commands) do(ctx context.Context, out reply, caller client.Caller, command command) (string, error) {
	action, words := command.parsed()
	switch action {
	case actionHelp:
		return out.help(), nil
	case actionAsk:
		return out.askForm(words), nil
	}
	found, err := c.client.Find(ctx, caller, client.Search{Words: words, First: shownPeople})
	var known client.Error
	switch {
	case errors.As(err, &known):
		return out.escaped(known.Error()), nil
	case errors.Is(err, context.DeadlineExceeded):
		return out.slow(words), nil
	case err != nil:
		return "", err
	}
	return out.found(found), nil
}
