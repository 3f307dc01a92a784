package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// importOptions are the flags of every import.
type importOptions struct {
	*options
	source          string
	chunk           int
	dryRun          bool
	confirmRemovals bool
	trustEmail      bool
	createPeople    bool
	mapped          bool // a mapping file names people by e-mail
}

func newImport(o *options) *cobra.Command {
	i := &importOptions{options: o}
	command := &cobra.Command{
		Use:   "import",
		Short: "Import a directory, interviews or activity",
		Long: `Imports what a source says: it is compared with what is known, and the difference
is applied. A bad entry or row is reported and skipped, the rest goes on; importing the same
again changes nothing. With --dry-run the plan is shown (+ added, ~ changed, - removed) and
nothing is changed.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("import wants one of directory, interviews or activity")
		},
	}
	flags := command.PersistentFlags()
	flags.StringVar(&i.source, "source", "", "the `name` of the source; an import under the same name is its new state")
	flags.IntVar(&i.chunk, "chunk", 0, "how many facts are committed at once; 0 is what suits the store")
	flags.BoolVar(&i.dryRun, "dry-run", false, "show the plan and change nothing")
	command.AddCommand(newImportDirectory(i), newImportInterviews(i), newImportActivity(i), newImportFacts(i))
	return command
}

// makeReader makes a source's reader, once the installation's key is known.
type makeReader func(namer graph.Namer, known graph.Reader) (ingest.Reader, error)

// run imports and prints the report; a failure carries the exit status.
func (i *importOptions) run(ctx context.Context, source string, make makeReader) error {
	inst, err := i.open(ctx)
	if err != nil {
		return failed(err)
	}
	defer inst.Close()
	reader, err := make(inst.namer, inst.store)
	if err != nil {
		return failed(err)
	}
	report, err := i.applyAndPrepare(ctx, inst, source, reader)
	if printed := i.report(report); printed != nil {
		return printed
	}
	if err != nil {
		return failure{max(1, report.Exit()), err}
	}
	if status := report.Exit(); status != 0 {
		return failure{status: status}
	}
	return nil
}

// applyAndPrepare imports, and brings the search index (meanwhile) and the replica's snapshot
// (afterwards) up to date, so that the next command starts at once and finds what was imported.
func (i *importOptions) applyAndPrepare(ctx context.Context, inst *installation, source string, reader ingest.Reader) (ingest.Report, error) {
	if i.dryRun {
		return i.apply(ctx, inst, source, reader, func() {})
	}
	defer collectSeldom(i.Getenv)()
	index := beginIndexing(ctx, inst, i.options)
	report, err := i.apply(ctx, inst, source, reader, index.committed)
	snapshot := make(chan error, 1)
	go func() {
		if err != nil {
			snapshot <- nil
			return
		}
		snapshot <- inst.renewSnapshot(ctx, i.options)
	}()
	indexed, kept := index.end(), <-snapshot
	return report, cmp.Or(err, indexed, kept)
}

// collectSeldom makes room in memory less often, up to two and a half gigabytes, unless the environment says
// how often: else an import would spend a tenth of its time on that. It returns what undoes it.
func collectSeldom(getenv func(string) string) (undo func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	const mostBytes = 5 << 29
	percent, limit := debug.SetGCPercent(300), debug.SetMemoryLimit(mostBytes)
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// apply imports; committed is called now and then, when more may have been stored.
func (i *importOptions) apply(ctx context.Context, inst *installation, source string, reader ingest.Reader, committed func()) (ingest.Report, error) {
	show := newProgress(i.options)
	defer show.end()
	run := ingest.Import{
		Source: source, Store: inst.store, Namer: inst.namer,
		Chunk: i.chunk, DryRun: i.dryRun, ConfirmRemovals: i.confirmRemovals,
		TrustEmail: i.trustEmail || i.mapped, CreatePeople: i.createPeople,
		Now: i.Now, Progress: func(now ingest.Progress) { show.at(now); committed() },
	}
	if i.dryRun && !i.json {
		run.ShowPlan = func(line ingest.PlanLine) { i.say("%s\n", line) }
	}
	return run.Run(ctx, reader)
}

func newImportInterviews(i *importOptions) *cobra.Command {
	scale := ""
	command := &cobra.Command{
		Use:   "interviews FILE...",
		Short: "Import skills declared in GPEC/GEPP interviews, from CSV files",
		Long: `Imports what people declare in GPEC/GEPP interviews: CSV files with one row for each
person, skill and interview, with the column names that French HR systems use (Matricule,
Compétence, Niveau requis, Niveau acquis, Date de l'entretien, ...).

People are found by employee number, or by e-mail with --trust-email, never by name. Comments
are left out and counted. A file with a column that must not be here (date of birth, social
security number, salary, health, ...) is refused whole.`,
		Example: `  sachant import interviews entretiens-2026.csv
  sachant import interviews --dry-run *.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			if err := readable(files); err != nil {
				return failed(err)
			}
			return i.run(command.Context(), i.sourceOr("interviews"), interviewReader(i, files, scale))
		},
	}
	command.Flags().BoolVar(&i.trustEmail, "trust-email", false, "find people by e-mail where a row has no employee number")
	command.Flags().StringVar(&scale, "scale", "", "the `scale` of the levels: 0-4, 1-4, 1-5, words, iluo or public (told by the file where not given)")
	return command
}

func newImportActivity(i *importOptions) *cobra.Command {
	var dump, lines, mapping string
	command := &cobra.Command{
		Use:   "activity (--stackexchange DIR | --jsonl FILE)",
		Short: "Import questions, answers, likes and follows",
		Long: `Imports what people do in communities: a Stack Exchange dump (Posts, Users, and Votes
where present), or ActivityStreams 2.0 activities, one JSON object a line.

Authors meet people through --mapping or, with --trust-email, by e-mail. Content of people
nobody knows is kept without author, unless --create-people makes people of them, for where
there is no directory.`,
		Example: `  sachant import activity --jsonl activity.jsonl --trust-email
  sachant import activity --stackexchange dump --create-people`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if (dump == "") == (lines == "") {
				return errors.New("import activity wants one of --stackexchange or --jsonl")
			}
			if err := readable([]string{dump + lines}); err != nil {
				return failed(err)
			}
			source := i.sourceOr(folderName(dump, lines))
			return i.run(command.Context(), source, activityReader(i, source, dump, lines, mapping))
		},
	}
	flags := command.Flags()
	flags.StringVar(&dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&lines, "jsonl", "", "a `file` of ActivityStreams 2.0 activities, one a line")
	flags.StringVar(&mapping, "mapping", "", "a CSV `file` that says which account is whose: account;employee number or e-mail")
	flags.BoolVar(&i.trustEmail, "trust-email", false, "let accounts meet people by e-mail")
	flags.BoolVar(&i.createPeople, "create-people", false, "make people of accounts that belong to nobody known")
	return command
}

// sourceOr is the source's name on the command line, or its default.
func (i *importOptions) sourceOr(name string) string {
	if i.source != "" {
		return i.source
	}
	return name
}

// folderName is the name of the folder of a dump, or of the one that a file is in: files of
// one system lie together, and may speak of each other's contributions.
func folderName(dump, file string) string {
	if dump == "" {
		dump = filepath.Dir(file)
	}
	if absolute, err := filepath.Abs(dump); err == nil {
		dump = absolute
	}
	return filepath.Base(dump)
}

// readable says early, and plainly, that a file is not there.
func readable(paths []string) error {
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	}
	return nil
}
