package imports

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/ingest"
)

// orHandOver returns what runs a command: the server of the data directory where one takes commands, else the command itself.
func (i *importOptions) orHandOver(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(command *cobra.Command, arguments []string) error {
		if i.host != nil || i.dryRun || isProse(command) {
			return run(command, arguments)
		}
		request, typed, err := i.request(command, arguments)
		if err != nil {
			return err
		}
		status, err := i.call(command.Context(), request, typed)
		switch {
		case errors.Is(err, control.ErrNoServer):
			return run(command, arguments)
		case err != nil:
			return cli.Failure{Status: 3, Err: err}
		case status != 0:
			return cli.Failure{Status: status}
		}
		return nil
	}
}

// call has the server do the work of a request, and shows what it sends, with the paths as they were typed.
func (i *importOptions) call(ctx context.Context, request control.Request, typed *strings.Replacer) (int, error) {
	var show *cli.Progress
	out, errs := &lineReplacer{to: i.Stdout, replace: typed}, &lineReplacer{to: i.Stderr, replace: typed}
	status, err := control.Call(ctx, i.Data, request, control.Reply{Stdout: out, Stderr: errs, Progress: func(now ingest.Progress) {
		if show == nil {
			show = cli.NewProgress(i.Options)
		}
		show.At(now)
	}})
	if show != nil {
		show.End()
	}
	return status, errors.Join(err, out.Close(), errs.Close())
}

// lineReplacer replaces texts in what is written to it, a line at a time.
type lineReplacer struct {
	to      io.Writer
	replace *strings.Replacer
	rest    []byte // of a line that has not ended
}

func (r *lineReplacer) Write(text []byte) (int, error) {
	r.rest = append(r.rest, text...)
	end := bytes.LastIndexByte(r.rest, '\n') + 1
	lines := string(r.rest[:end])
	r.rest = slices.Clone(r.rest[end:])
	_, err := r.replace.WriteString(r.to, lines)
	return len(text), err
}

// Close writes the line that has not ended.
func (r *lineReplacer) Close() error {
	_, err := r.replace.WriteString(r.to, string(r.rest))
	return err
}

// isProse reports whether a command only proposes skills of a text, which changes nothing.
func isProse(command *cobra.Command) bool {
	flag := command.Flag("text")
	return flag != nil && flag.Value.String() == "true"
}

// request returns the command as a server is asked for it, with the paths made absolute, and what makes them again what was typed.
func (i *importOptions) request(command *cobra.Command, arguments []string) (control.Request, *strings.Replacer, error) {
	request := control.Request{Command: []string{"import", command.Name()}, Flags: map[string][]string{}, Environment: map[string]string{}, Language: i.Language, JSON: i.JSON, Store: i.Store}
	var paths absolutePaths
	command.Flags().Visit(func(flag *pflag.Flag) {
		if command.Root().PersistentFlags().Lookup(flag.Name) != nil {
			return // of every command: the server has its own
		}
		texts := []string{flag.Value.String()}
		if list, isList := flag.Value.(pflag.SliceValue); isList {
			texts = list.GetSlice()
		}
		if isPath(flag) {
			for n, text := range texts {
				texts[n] = paths.of(text)
			}
		}
		request.Flags[flag.Name] = texts
	})
	for _, argument := range arguments {
		if command.Name() != "undo" && argument != standardInput {
			argument = paths.of(argument)
		}
		request.Arguments = append(request.Arguments, argument)
	}
	for _, name := range variables(command) {
		request.Environment[name] = i.Getenv(name)
	}
	return request, paths.typed(), paths.err
}

// absolutePaths makes paths absolute, and keeps how they were typed.
type absolutePaths struct {
	made [][2]string // absolute, typed
	err  error
}

func (a *absolutePaths) of(path string) string {
	if isAddress(path) {
		return path
	}
	absolute, err := filepath.Abs(path)
	a.made, a.err = append(a.made, [2]string{absolute, path}), errors.Join(a.err, err)
	return absolute
}

// typed replaces the longest paths first, since one may begin with another.
func (a *absolutePaths) typed() *strings.Replacer {
	slices.SortStableFunc(a.made, func(one, two [2]string) int { return cmp.Compare(len(two[0]), len(one[0])) })
	var pairs []string
	for _, each := range a.made {
		pairs = append(pairs, each[:]...)
	}
	return strings.NewReplacer(pairs...)
}

// isPath reports whether a flag names a file or a folder.
func isPath(flag *pflag.Flag) bool {
	_, marked := flag.Annotations[cobra.BashCompFilenameExt]
	return marked
}

// markPaths says which flags of a command name a file, by their usage: they are completed as such, and handed over as absolute
// paths.
func markPaths(command *cobra.Command) {
	command.LocalNonPersistentFlags().VisitAll(func(flag *pflag.Flag) {
		if names, _ := pflag.UnquoteUsage(flag); names == "file" || names == "directory" {
			_ = command.MarkFlagFilename(flag.Name) // the flag is there
		}
	})
}

// variables returns the environment variables that a command of import reads.
func variables(command *cobra.Command) []string {
	if command.Name() == "activity" {
		return []string{forumKey, forumUser}
	}
	return nil
}
