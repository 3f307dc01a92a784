package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// translate brings the help of a command, and of those below it, into the language of the user. Examples are
// the same in every language, but for what they explain.
func (o *options) translate(root *cobra.Command) {
	if o.language == "en" {
		return
	}
	root.SetUsageTemplate(o.textOfWords(root.UsageTemplate()))
	root.SetHelpFunc(func(command *cobra.Command, _ []string) {
		usage := strings.ReplaceAll(command.UsageString(), "(default ", "(par défaut ")
		fmt.Fprintf(command.OutOrStdout(), "%s\n\n%s", cmp.Or(command.Long, command.Short), usage)
	})
	o.translateAll(root)
}

func (o *options) translateAll(command *cobra.Command) {
	command.InitDefaultHelpFlag()
	command.Short, command.Long = o.text(command.Short), o.text(command.Long)
	for _, flags := range []*pflag.FlagSet{command.Flags(), command.PersistentFlags()} {
		flags.VisitAll(func(flag *pflag.Flag) { flag.Usage = o.text(flag.Usage) })
	}
	for _, each := range command.Commands() {
		o.translateAll(each)
	}
}

// textOfWords translates the words of a template of cobra's.
func (o *options) textOfWords(template string) string {
	template = regexp.MustCompile(`[A-Z][A-Za-z ]+:`).ReplaceAllStringFunc(template, o.text)
	const more = `Use "{{.CommandPath}} [command] --help" for more information about a command.`
	return strings.ReplaceAll(template, more, `« {{.CommandPath}} [command] --help » en dit plus sur une commande.`)
}
