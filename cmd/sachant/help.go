package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// translate brings the help of a command, and of those below it, into the language of the user. Examples are
// the same in every language, but for what they explain.
func translate(o *cli.Options, root *cobra.Command) {
	if o.Language == "en" {
		return
	}
	root.SetUsageTemplate(textOfWords(o, root.UsageTemplate()))
	root.SetHelpFunc(func(command *cobra.Command, _ []string) {
		usage := strings.ReplaceAll(command.UsageString(), "(default ", "(par défaut ")
		fmt.Fprintf(command.OutOrStdout(), "%s\n\n%s", cmp.Or(command.Long, command.Short), usage)
	})
	translateAll(o, root)
}

func translateAll(o *cli.Options, command *cobra.Command) {
	command.InitDefaultHelpFlag()
	command.Short, command.Long = o.Text(command.Short), o.Text(command.Long)
	for _, flags := range []*pflag.FlagSet{command.Flags(), command.PersistentFlags()} {
		flags.VisitAll(func(flag *pflag.Flag) { flag.Usage = o.Text(flag.Usage) })
	}
	for _, each := range command.Commands() {
		translateAll(o, each)
	}
}

// textOfWords translates the words of a template of cobra's.
func textOfWords(o *cli.Options, template string) string {
	template = regexp.MustCompile(`[A-Z][A-Za-z ]+:`).ReplaceAllStringFunc(template, o.Text)
	const more = `Use "{{.CommandPath}} [command] --help" for more information about a command.`
	return strings.ReplaceAll(template, more, `« {{.CommandPath}} [command] --help » en dit plus sur une commande.`)
}
