package serving

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/chat"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/identity"
	"github.com/sachant/sachant/graph/access"
)

// chatOptions say which chat programs send what people type as commands, and who these people are.
type chatOptions struct {
	secrets, people []string
	programs        []chat.Program
}

func (c *chatOptions) flags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&c.secrets, "chat", nil, "a chat program whose commands are answered at /chat/…: mattermost=, slack= or teams= and a `file` with its tokens or signing secrets, one a line; may be given several times")
	flags.StringArrayVar(&c.people, "chat-people", nil, "who the people of a chat program are: mattermost=, slack= or teams= and a `file` of lines \"id there;mail address, employee number or key here\"; may be given several times")
}

// check reads the files that the options name; public is the address of the pages.
func (c *chatOptions) check(public string) error {
	c.programs = nil
	people, err := c.readPeople()
	if err != nil {
		return err
	}
	for _, text := range c.secrets {
		kind, file, _ := strings.Cut(text, "=")
		if !slices.Contains(chat.Kinds(), kind) {
			return fmt.Errorf("--chat begins with %q, which is none of mattermost=, slack= and teams=", kind)
		}
		content, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			return fmt.Errorf("--chat: %w", err)
		}
		secrets := strings.Fields(string(content))
		if err := chat.CheckSecrets(kind, secrets); err != nil {
			return fmt.Errorf("--chat: %s: %w", file, err)
		}
		if people[kind] == nil {
			return fmt.Errorf("nobody of %s would be known: give --chat-people %s=FILE", kind, kind)
		}
		c.programs = append(c.programs, chat.Program{Kind: kind, Secrets: secrets, People: people[kind]})
	}
	switch {
	case len(c.programs) > 0 && public == "":
		return errors.New("answers lead to the pages: --chat needs --public-url too")
	case len(c.programs) == 0 && len(people) > 0:
		return errors.New("--chat-people says who people are, and no program sends commands: give --chat too")
	}
	return nil
}

func (c *chatOptions) readPeople() (map[string]*chat.People, error) {
	people := map[string]*chat.People{}
	for _, text := range c.people {
		kind, file, _ := strings.Cut(text, "=")
		if !slices.Contains(chat.Kinds(), kind) {
			return nil, fmt.Errorf("--chat-people begins with %q, which is none of mattermost=, slack= and teams=", kind)
		}
		read, err := chat.ReadPeople(file)
		if err != nil {
			return nil, fmt.Errorf("--chat-people: %w", err)
		}
		people[kind] = read
	}
	return people, nil
}

// config returns how commands are answered: somebody that a chat program names sees what an employee does, where the company opened
// Sachant to them, and changes nothing. It is nil where no program sends commands.
func (c *chatOptions) config(server *Server, who identity.Identity, pilot signin.Pilot) *chat.Config {
	if len(c.programs) == 0 {
		return nil
	}
	view := func(r *http.Request, name string) (*access.View, error) {
		named := func(r *http.Request) (access.Viewer, error) {
			person, err := who.Find(r.Context(), name)
			return access.Viewer{Person: person, Roles: []access.Role{access.Employee}, ReadOnly: true}, err
		}
		return signin.ViewOf(pilot.Only(named, server.Gate), server.Gate)(r)
	}
	return &chat.Config{Programs: c.programs, View: view, Colleague: func() *access.View { return server.Gate.View(access.Colleague()) }, Claim: who.Claim, Now: server.now}
}
