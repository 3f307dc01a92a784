package maintenance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/erasure"
)

// NewErase returns the command erase.
func NewErase(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "erase PERSON",
		Short: "Erase a person: no name, address, number, key or text of theirs is left",
		Long: `Erases a person, who is given by key, e-mail, employee number or full name: their facts, accounts,
interviews, wishes and the texts that they alone wrote; their name, addresses and numbers in what others wrote;
their key in the log, in the audit and in what is kept of imports. The search index and the copy for the next start
are made anew. It cannot be taken back.

A question that others answered stays without a word. With --erased-contributions keep, what they wrote to
communities stays without an author, and without what names them.

It prints the backups that still hold the person. The register of erasures holds a hash of each: restore, serve
and expire erase again who was erased after the backup was made. A source that still names the person brings them
back at its next import: take them out there first. No server may use the data directory meanwhile.`,
		Example: `  sachant erase paul.durand@acme.example
  sachant erase person/7f3a --erased-contributions keep`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return cli.Failed(erase(command.Context(), o, args[0]))
		},
	}
	o.RegisterFlag(command)
	o.ContributionsFlag(command)
	return command
}

func erase(ctx context.Context, o *cli.Options, who string) error {
	what := erasure.Contributions(o.Retention.Contributions)
	if err := what.Check(); err != nil {
		return err
	}
	if err := installation.IsThere(o); err != nil {
		return err
	}
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	person, err := PersonToErase(ctx, inst.Store, who)
	if err != nil {
		return err
	}
	erased, err := inst.Eraser(o).Erase(ctx, person, what)
	if err != nil {
		return err
	}
	if err := inst.Prepare(ctx, o); err != nil {
		return err
	}
	return sayErased(o, erased)
}

// PersonToErase returns the person of a key, an e-mail, an employee number or a full name that one person alone has, also one
// who left or is hidden.
func PersonToErase(ctx context.Context, reader graph.Reader, who string) (graph.Key, error) {
	who = strings.TrimSpace(who)
	matches := [3][]graph.Key{} // by key or e-mail, by number, by name
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		person := graph.As[graph.Person](fact)
		switch {
		case string(fact.Key) == who || strings.Contains(who, "@") && slices.Contains(person.Addresses(), strings.ToLower(who)):
			matches[0] = append(matches[0], fact.Key)
		case person.EmployeeNumber != "" && person.EmployeeNumber == who:
			matches[1] = append(matches[1], fact.Key)
		case graph.Slug(person.DisplayName) == graph.Slug(who) && graph.Slug(who) != "":
			matches[2] = append(matches[2], fact.Key)
		}
		return nil
	}, graph.KindPerson)
	if err != nil {
		return "", err
	}
	for _, found := range matches {
		if len(found) > 1 {
			return "", fmt.Errorf("%q is the name of several people: give a key, an e-mail or an employee number", who)
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return "", fmt.Errorf("there is nobody called %q: give a key, an e-mail, an employee number or a full name", who)
}

func sayErased(o *cli.Options, erased erasure.Erased) error {
	copies, err := o.Copies().All()
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(map[string]any{"erased": erased, "backups": append([]erasure.Copy{}, copies...)})
	}
	o.Say("erased; facts deleted: %d, changed: %d, contributions kept without an author: %d\n", erased.Deleted, erased.Changed, erased.Kept)
	if erased.Shared {
		o.Note("somebody else bears the same name: where texts name it, it stays\n")
	}
	if erased.OneWord {
		o.Note("the name is a single word, which others may mean otherwise: where texts of others hold it, it stays\n")
	}
	if len(copies) == 0 {
		o.Say("no backup is known here; those that were made elsewhere, and of a server, still hold the person\n")
		return nil
	}
	o.Say("backups that still hold the person:\n")
	for _, each := range copies {
		state := "is there"
		if !each.IsThere() {
			state = "was moved or deleted"
		}
		o.Say("  %s  %s  %s\n", each.At.Format(time.DateTime), each.Path, o.Text(state))
	}
	return nil
}
