package imports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/search/role"
)

// Host is a server that has the store open, and imports there while it answers people.
type Host struct {
	// Installation stays open when it is closed: it is the server's.
	Installation *installation.Installation
	// CatchUp shows people what was imported; LinkSkills links the skills that it brought to concepts.
	CatchUp, LinkSkills func(context.Context) error
	Progress            func(ingest.Progress)
	// Departures is how many people may leave, where that is more than an import lets leave by itself.
	Departures int
	// ShowPlan receives the changes of a dry run, and Ended the report of any run and why it ended early; nil where nobody asks.
	ShowPlan func(ingest.PlanLine)
	// Allow is asked about every change before it is committed; its error ends the import. Nil allows all.
	Allow func(ingest.PlanLine) error
	Ended func(ingest.Report, error)
}

// check returns why changes are not to be committed.
func (h *Host) check(lines []ingest.PlanLine) error {
	if h.Allow == nil {
		return nil
	}
	for _, line := range lines {
		if err := h.Allow(line); err != nil {
			return err
		}
	}
	return nil
}

// Execute runs a command of import, as a command line does, in a server. It returns the exit status.
func (h *Host) Execute(ctx context.Context, o *cli.Options, request control.Request) int {
	return o.Status(h.Run(ctx, o, request))
}

// Run runs a command of import in a server. It returns what the command returns.
func (h *Host) Run(ctx context.Context, o *cli.Options, request control.Request) error {
	command, err := h.command(o, request)
	if err != nil {
		return err
	}
	command.SetContext(ctx)
	if err := command.ValidateArgs(request.Arguments); err != nil {
		return err
	}
	return command.RunE(command, request.Arguments)
}

// CheckFlag returns what is wrong with a flag of the command of import of a kind.
func CheckFlag(o *cli.Options, kind, name string, texts []string) error {
	command, err := find(NewImport(o), []string{"import", kind})
	if err != nil {
		return err
	}
	return setFlags(command, map[string][]string{name: texts})
}

// command returns the command that a request names, with its flags set.
func (h *Host) command(o *cli.Options, request control.Request) (*cobra.Command, error) {
	command, err := find(newImport(&importOptions{Options: o, host: h}), request.Command)
	if err != nil {
		return nil, err
	}
	if err := setFlags(command, request.Flags); err != nil {
		return nil, err
	}
	return command, checkPaths(command, request.Arguments)
}

// checkPaths refuses what a command would read of descriptors of the server, or wait for without end.
func checkPaths(command *cobra.Command, arguments []string) error {
	var paths []string
	if command.Name() != "undo" { // it names imports
		paths = append(paths, arguments...)
	}
	command.Flags().VisitAll(func(flag *pflag.Flag) {
		if flag.Changed && isPath(flag) && !isAddress(flag.Value.String()) {
			paths = append(paths, flag.Value.String())
		}
	})
	for _, path := range paths {
		if path == standardInput || !isFile(filepath.Clean(path)) {
			return errPiped
		}
	}
	return nil
}

// isFile reports whether a path is that of a regular file or a folder, or of nothing yet.
func isFile(path string) bool {
	if strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
		return false
	}
	info, err := os.Stat(path)
	return err != nil || info.Mode().IsRegular() || info.IsDir()
}

var errPiped = errors.New("beside a running server, an import wants the name of a file: what is piped in cannot be handed over")

// find returns the command of import that names name, such as "import" and "directory".
func find(root *cobra.Command, names []string) (*cobra.Command, error) {
	if len(names) == 2 && names[0] == root.Name() {
		for _, each := range root.Commands() {
			if each.Name() == names[1] {
				return each, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no command %q", strings.Join(names, " "))
}

// setFlags sets flags of a command by their names.
func setFlags(command *cobra.Command, flags map[string][]string) error {
	for name, texts := range flags {
		flag := command.Flag(name)
		if flag == nil {
			return fmt.Errorf("%s has no flag --%s", command.Name(), name)
		}
		if err := setFlag(flag, texts); err != nil {
			return fmt.Errorf("--%s: %w", name, err)
		}
	}
	return nil
}

func setFlag(flag *pflag.Flag, texts []string) error {
	flag.Changed = true
	if list, isList := flag.Value.(pflag.SliceValue); isList {
		return list.Replace(texts)
	}
	if len(texts) != 1 {
		return errors.New("it wants one value")
	}
	return flag.Value.Set(texts[0])
}

// guard returns a reader whose panic ends its own run and not the server.
func guard(reader ingest.Reader) ingest.Reader {
	if follower, follows := reader.(ingest.Follower); follows {
		return guardedFollower{follower}
	}
	return guarded{reader}
}

type guarded struct{ ingest.Reader }

func (g guarded) Read(ctx context.Context, sink ingest.Sink) error {
	return readGuarded(ctx, g.Reader, sink)
}

type guardedFollower struct{ ingest.Follower }

func (g guardedFollower) Read(ctx context.Context, sink ingest.Sink) error {
	return readGuarded(ctx, g.Follower, sink)
}

func readGuarded(ctx context.Context, reader ingest.Reader, sink ingest.Sink) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the source could not be read, which is a fault of Sachant: %v", cause)
		}
	}()
	return reader.Read(ctx, sink)
}

// applyThere imports in the server, and shows people what was imported.
func (i *importOptions) applyThere(ctx context.Context, source string, reader ingest.Reader, planned *plan.Plan) (ingest.Report, error) {
	report, err := i.apply(ctx, i.host.Installation, source, guard(reader), planned, func() {})
	if !i.dryRun {
		err = errors.Join(err, i.settle(context.WithoutCancel(ctx), report, err))
	}
	if i.host.Ended != nil {
		i.host.Ended(report, err)
	}
	return report, err
}

// settle brings what is made from the facts up to date after an import in the server, also after one that ended early.
func (i *importOptions) settle(ctx context.Context, report ingest.Report, failed error) (err error) {
	if failed == nil && bringsSkills(report) {
		err = i.host.LinkSkills(ctx)
	}
	if failed == nil && report.Touched(role.Kinds()...) {
		err = errors.Join(err, role.Give(ctx, i.host.Installation.Store))
	}
	return errors.Join(err, i.host.CatchUp(ctx))
}
