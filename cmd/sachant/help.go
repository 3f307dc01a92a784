package main

import (
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// translate brings the help of a command, and of those below it, into the language of the user. Examples are
// the same in every language, but for what they explain.
func (o *options) translate(root *cobra.Command) {
	if o.catalog == nil {
		return
	}
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.SetUsageTemplate(o.textOfWords(root.UsageTemplate()))
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

// textOfWords translates the words of a template, outside {{ and }}.
func (o *options) textOfWords(template string) string {
	return regexp.MustCompile(`[A-Z][A-Za-z ]+:|Use "|" for more information about a command\.`).ReplaceAllStringFunc(template, func(words string) string {
		return strings.TrimSuffix(o.text(words), "\n")
	})
}
