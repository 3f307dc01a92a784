// Package privacy writes what the law asks a company to write about Sachant, from its running configuration and what it keeps: the
// record of processing, the draft of an impact assessment, and the file for the works council; in French, as Markdown.
package privacy

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
)

//go:embed *.md
var documents embed.FS

// NewPrivacy returns the command privacy. The settings in force are those of the command serve.
func NewPrivacy(o *cli.Options, serve func(*cobra.Command) *cobra.Command) *cobra.Command {
	command := &cobra.Command{
		Use:   "privacy",
		Short: "Write the record of processing, the impact assessment or the works council's file",
		Long: `Writes, in French and as Markdown, what the law asks a company to write about Sachant: from the settings
that are in force and from what is kept. What only the company can say is marked.`,
		Example: `  sachant privacy register --config /etc/sachant/sachant.yaml > registre.md
  sachant privacy dpia > aipd.md
  sachant privacy cse > dossier-cse.md`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("privacy wants register, dpia or cse")
		},
	}
	for _, document := range []struct{ name, short string }{
		{"register", "Write the record of processing (GDPR, article 30)"},
		{"dpia", "Write the draft of the impact assessment (GDPR, article 35)"},
		{"cse", "Write the file for the works council"},
	} {
		command.AddCommand(&cobra.Command{
			Use: document.name, Short: document.short, Args: cobra.NoArgs,
			RunE: func(command *cobra.Command, _ []string) error {
				return cli.Failed(write(command.Context(), o, document.name, serve(command)))
			},
		})
	}
	return command
}

func write(ctx context.Context, o *cli.Options, name string, serve *cobra.Command) error {
	if err := o.Configure(serve); err != nil {
		return err
	}
	inst, err := installation.OpenReadOnly(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	about, err := describe(ctx, inst.Store, o, o.InForce(serve))
	if err != nil {
		return err
	}
	parsed, err := template.New(name+".md").ParseFS(documents, "*.md")
	if err == nil {
		err = parsed.ExecuteTemplate(o.Stdout, name+".md", about)
	}
	if err != nil {
		return fmt.Errorf("write the document %s: %w", name, err)
	}
	return nil
}
