package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// NoArgs refuses arguments of a command that has others below it, and names the nearest of these.
func NoArgs(command *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, each := range command.Commands() {
		if each.IsAvailableCommand() {
			names = append(names, each.Name())
		}
	}
	if near := nearest(args[0], names); near != "" {
		return fmt.Errorf("unknown command %q for %q; the nearest is %s", args[0], command.CommandPath(), near)
	}
	return cobra.NoArgs(command, args)
}

// RefuseUnknownTopics makes the commands of cobra's own, help and completion, refuse what they do not know: they
// would print the help of the command above.
func RefuseUnknownTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, command := range root.Commands() {
		switch command.Name() {
		case "help":
			command.Args = func(_ *cobra.Command, args []string) error {
				about, rest, err := root.Find(args)
				if err != nil {
					return err
				}
				return NoArgs(about, rest)
			}
		case "completion":
			command.Args = NoArgs
			command.RunE = func(command *cobra.Command, _ []string) error { return command.Help() }
		}
	}
}

// RefuseHelpOfUnknown makes --help behind a command that does not exist wrong use, as "help" before it is: cobra would
// print the help of the command above.
func (o *Options) RefuseHelpOfUnknown(root *cobra.Command) {
	help := root.HelpFunc()
	root.SetHelpFunc(func(command *cobra.Command, args []string) {
		if rest := command.Flags().Args(); command.HasSubCommands() && len(rest) > 0 {
			o.Misused = NoArgs(command, rest)
			return
		}
		help(command, args)
	})
}

// FlagError says what is wrong with a flag, without the terms of the program, and which is the nearest.
func FlagError(command *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
			return fmt.Errorf("unknown flag: %s; the nearest is %s", "--"+unknown.GetSpecifiedName(), "--"+near)
		}
	case errors.As(err, &invalid) && invalid.GetFlag().Value.Type() == "int":
		return fmt.Errorf("--%s: %w", invalid.GetFlag().Name, fmt.Errorf("%q is not a whole number", invalid.GetValue()))
	}
	return err
}

// nearest returns the name that begins with another or is at most two edits away; empty where none is.
func nearest(typed string, names []string) (near string) {
	best := 3
	for _, name := range names {
		edits := levenshtein.ComputeDistance(typed, name)
		if len(typed) > 1 && strings.HasPrefix(name, typed) {
			edits = 0
		}
		if edits < best && edits < len(typed) {
			near, best = name, edits
		}
	}
	return near
}

// Given counts the values that are not empty.
func Given(values ...string) (count int) {
	for _, value := range values {
		if value != "" {
			count++
		}
	}
	return count
}

// Readable returns an error for the first file that is not there.
func Readable(paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	return nil
}
