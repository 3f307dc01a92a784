package maintenance

import (
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph/audit"
)

// NewAudit returns the command audit.
func NewAudit(o *cli.Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "audit",
		Short: "Check and read who of human resources and recruiters looked at people",
		Long: `Checks and reads the audit: who of human resources and recruiters was shown what colleagues are not
shown of people, when, what for and of how many, and each export and backup of all facts. It is for the data protection officer: it lies in
the folder audit of the data directory, apart from the graph, and nothing in the pages or the API
answers it. People are told on their page how often they were looked at, by role.`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("audit wants verify or list")
		},
	}
	command.AddCommand(newAuditVerify(o), newAuditList(o))
	return command
}

func newAuditVerify(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check that no entry was changed or removed",
		Long: `Checks that no entry of the audit was changed or removed since it was written, and names the first
that was. What is older than --audit-months of serve is removed a month at a time, and an entry
says so. Keep the last number and hash elsewhere from time to time: an audit that was written anew
as a whole has others.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return cli.Failed(verifyAudit(o)) },
	}
}

func verifyAudit(o *cli.Options) error {
	verified, err := audit.Verify(o.AuditPath())
	if errors.Is(err, os.ErrNotExist) {
		err = errNoAudit
	}
	if err != nil {
		return err
	}
	if o.JSON {
		return o.Print(map[string]any{"entries": verified.Entries, "first": verified.First, "last": verified.Last, "head": verified.Head})
	}
	o.Say("%d entries, none changed or missing; the last is %d, its hash %s\n", verified.Entries, verified.Last, verified.Head)
	return nil
}

var errNoAudit = errors.New("nothing was noted yet: serve notes what human resources and recruiters are shown")

func newAuditList(o *cli.Options) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Print the entries, the oldest first",
		Long:  "Prints the entries of the audit, the oldest first; with --json whole, an object a line.",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return cli.Failed(listAudit(o)) },
	}
}

func listAudit(o *cli.Options) error {
	err := audit.Each(o.AuditPath(), func(entry audit.Entry) error {
		if o.JSON {
			return o.Print(entry)
		}
		o.Say("%d  %s  %s (%s)  %s %s  %d  %s\n", entry.Sequence, entry.At.Format(time.RFC3339), entry.Actor, entry.Role, entry.Action, entry.Purpose, entry.Count, entry.Filter)
		return nil
	})
	if errors.Is(err, os.ErrNotExist) {
		err = errNoAudit
	}
	return err
}
