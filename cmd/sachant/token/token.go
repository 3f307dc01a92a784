// Package token is the command token: API tokens are made, listed and revoked, also beside a running server.
package token

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/signin/store"
	"github.com/sachant/sachant/api/signin/token"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
)

// New returns the command token.
func New(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "token",
		Short: "Make, list and revoke API tokens",
		Long: `A token lets a program ask over GraphQL: in the name of a person, or of a service, which sees what every
colleague sees and changes nothing. It is sent as "Authorization: Bearer sachant_..." and shown once, when
it is made; its hash alone is kept. People make their own at /me/tokens. With --scope provision a service,
such as Entra or Okta, states users and groups through SCIM (serve --scim), and may do nothing else.`,
		Example: `  sachant token create --service "intranet search" --days 90
  sachant token create --service "Entra ID" --scope provision --days 366
  sachant token create --person ada@example.com --name "dashboard" --scope read
  sachant token list
  sachant token revoke k3j2x8`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newCreate(o), newList(o), newRevoke(o))
	return command
}

func newCreate(o *cli.Options) *cobra.Command {
	var person, service, name, scope string
	var days int
	command := &cobra.Command{
		Use:   "create (--service NAME | --person PERSON --name NAME)",
		Short: "Make a token, and print it",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if (service == "") == (person == "") {
				return errors.New("token create wants one of --service or --person")
			}
			if service != "" {
				name = service
			}
			return cli.Failed(create(command.Context(), o, person, token.Request{Name: name, Scope: scope, Days: days}))
		},
	}
	flags := command.Flags()
	flags.StringVar(&service, "service", "", "the `name` of a service that asks in nobody's name")
	flags.StringVar(&person, "person", "", "the `person` in whose name it asks, by e-mail address, employee number or key")
	flags.StringVar(&name, "name", "", "what the token of a person is called")
	flags.StringVar(&scope, "scope", token.Read, "what it may do: `read or write`, or provision (SCIM, a service)")
	flags.IntVar(&days, "days", 90, "after how many `days` it expires, 1 to 366")
	return command
}

// tokens runs a function on the tokens of an installation, and the installation.
func tokens(ctx context.Context, o *cli.Options, do func(tokens *token.Tokens, inst *installation.Installation) error) error {
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	kept, err := installation.OpenSignIn(ctx, o, inst.Store, inst.Namer)
	if err != nil {
		return err
	}
	find := func(ctx context.Context, name string) (graph.Key, error) {
		return installation.FindPerson(ctx, inst.Store, name)
	}
	return errors.Join(do(token.New(kept, find, o.Now), inst), kept.Close())
}

func create(ctx context.Context, o *cli.Options, person string, request token.Request) error {
	return tokens(ctx, o, func(tokens *token.Tokens, inst *installation.Installation) (err error) {
		if person != "" {
			if request.Person, err = installation.FindPerson(ctx, inst.Store, person); err != nil {
				return fmt.Errorf("--person %s: %w", person, err)
			}
		}
		secret, made, err := tokens.Create(ctx, request)
		if err != nil {
			return err
		}
		if o.JSON {
			return o.Print(map[string]string{"id": made.ID, "token": secret, "expires": made.Expires.Format(time.DateOnly)})
		}
		o.Say("%s\n", secret)
		o.Note("the token %s expires on %s; it is not shown again\n", made.ID, made.Expires.Format(time.DateOnly))
		return nil
	})
}

func newList(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the tokens, without their secrets",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return cli.Failed(tokens(command.Context(), o, func(tokens *token.Tokens, _ *installation.Installation) error {
				all, err := tokens.All(command.Context())
				if err != nil || o.JSON {
					return errors.Join(err, o.Print(append([]store.Token{}, all...)))
				}
				for _, one := range all {
					owner := string(one.Person)
					if owner == "" {
						owner = o.Text("service")
					}
					o.Say("%s  %s  %-5s  %s  %s\n", one.ID, one.Expires.Format(time.DateOnly), one.Scope, owner, one.Name)
				}
				return nil
			}))
		},
	}
}

func newRevoke(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "revoke ID",
		Short: "Revoke a token, at once",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, ids []string) error {
			return cli.Failed(tokens(command.Context(), o, func(tokens *token.Tokens, _ *installation.Installation) error {
				if err := tokens.Revoke(command.Context(), ids[0]); err != nil {
					return err
				}
				o.Say("the token %s is revoked\n", ids[0])
				return nil
			}))
		},
	}
}
