// Package imports holds the commands below import: each reads one kind of source, plans, and applies.
package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
	"github.com/sachant/sachant/search/role"
)

// importOptions are the flags of every import.
type importOptions struct {
	*cli.Options
	source          string
	chunk           int
	dryRun          bool
	confirmRemovals bool
	limitChanges    bool
	trustEmail      bool
	createPeople    bool
	mapped          bool // a mapping file names people by e-mail
	details         details
	files           []string // of an import that can be undone
	override        override
	host            *Host // the server that runs the command; nil where it runs by itself
	// after is called with the report of what was done, before it is printed; nil does nothing.
	after func(ingest.Report) error
}

// NewImport returns the command import.
func NewImport(o *cli.Options) *cobra.Command { return newImport(&importOptions{Options: o}) }

func newImport(i *importOptions) *cobra.Command {
	command := &cobra.Command{
		Use:   "import",
		Short: "Import a directory, interviews, activity, openings or a vocabulary",
		Long: `Imports what a source says: it is compared with what is known, and the difference
is applied. A bad entry or row is reported and skipped, the rest goes on; importing the same
again changes nothing. With --dry-run the plan is shown (+ added, ~ changed, - removed) and
nothing is changed.`,
		Args: cli.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			_ = command.Help()
			return errors.New("import wants one of directory, interviews, activity, openings or taxonomy")
		},
	}
	flags := command.PersistentFlags()
	flags.StringVar(&i.source, "source", "", "the `name` of the source; an import under the same name is its new state")
	flags.IntVar(&i.chunk, "chunk", 0, "how many facts are committed at once; 0 is what suits the store")
	flags.BoolVar(&i.dryRun, "dry-run", false, "show the plan and change nothing")
	command.AddCommand(newImportDirectory(i), newImportInterviews(i), newImportActivity(i), newImportTaxonomy(i), newImportFacts(i))
	command.AddCommand(newImportPeople(i), newImportOpenings(i), newImportUnits(i), newImportReorganization(i), newImportUndo(i))
	for _, each := range command.Commands() {
		markPaths(each)
		each.RunE = i.orHandOver(each.RunE)
	}
	command.AddCommand(newImportList(i))
	return command
}

// makeReader makes a source's reader, once the installation's key is known.
type makeReader func(namer graph.Namer, reader graph.Reader) (ingest.Reader, error)

// run imports and prints the report; a failure carries the exit status.
func (i *importOptions) run(ctx context.Context, source string, make makeReader) error {
	inst, err := i.openTarget(ctx)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	defer i.endWithin(ctx, graceOfImports)()
	reader, err := make(inst.Namer, inst.Store)
	if err != nil {
		return cli.Failed(err)
	}
	planned := &plan.Plan{}
	report, err := i.applyAndPrepare(ctx, inst, source, reader, planned)
	if named := planned.NameEnds(context.WithoutCancel(ctx), inst.Store); err == nil {
		err = named
	}
	if err == nil && i.after != nil {
		err = i.after(report)
	}
	if printed := i.report(report, planned); printed != nil {
		return printed
	}
	if err != nil {
		return cli.Failure{Status: max(1, report.Exit()), Err: err}
	}
	if status := report.Exit(); status != 0 {
		return cli.Failure{Status: status, Err: whyNothing(report, status)}
	}
	return nil
}

// errEmptySource is why nothing was done where nothing else says so.
var errEmptySource = errors.New("nothing was imported: the source holds no entry, row or line, or only what is left out")

func whyNothing(report ingest.Report, status int) error {
	if status != 1 || len(report.Rejected)+len(report.Warnings) > 0 {
		return nil
	}
	return errEmptySource
}

// openTarget opens what an import changes; in a dry run, for reading.
func (i *importOptions) openTarget(ctx context.Context) (*installation.Installation, error) {
	if i.host != nil {
		return i.host.Installation, nil
	}
	if i.dryRun {
		return installation.OpenForTrial(ctx, i.Options)
	}
	return installation.Open(ctx, i.Options)
}

// graceOfImports is how long an import may take to end once it is told to.
const graceOfImports = 900 * time.Millisecond

// endWithin ends the process where it goes on for longer than that after the context has ended, such as while it
// waits for a file or a server. A commit that is cut then leaves nothing of itself. The caller calls stop once
// it is done. A server goes on.
func (i *importOptions) endWithin(ctx context.Context, grace time.Duration) (stop func()) {
	if i.host != nil {
		return func() {}
	}
	done := make(chan struct{})
	context.AfterFunc(ctx, func() {
		select {
		case <-done:
		case <-time.After(grace):
			i.Note("the import was ended; what was committed before is kept, and importing again goes on from there\n")
			os.Exit(3)
		}
	})
	return func() { close(done) }
}

// applyAndPrepare imports, and brings the search index (meanwhile) and the replica's snapshot
// (afterwards) up to date, so that the next command starts at once and finds what was imported.
func (i *importOptions) applyAndPrepare(ctx context.Context, inst *installation.Installation, source string, reader ingest.Reader, planned *plan.Plan) (ingest.Report, error) {
	if i.host != nil {
		return i.applyThere(ctx, source, reader, planned)
	}
	if i.dryRun {
		return i.apply(ctx, inst, source, reader, planned, func() {})
	}
	defer cli.CollectSeldom(i.Getenv)()
	index := installation.BeginIndexing(ctx, inst, i.Options)
	report, err := i.apply(ctx, inst, source, reader, planned, index.Committed)
	if err == nil && bringsSkills(report) {
		err = inst.LinkImported(ctx, i.Options)
	}
	if err == nil && report.Touched(role.Kinds()...) {
		err = role.Give(ctx, inst.Store)
	}
	snapshot := make(chan error, 1)
	go func() {
		if err != nil {
			snapshot <- nil
			return
		}
		snapshot <- inst.RenewSnapshot(ctx, i.Options)
	}()
	indexed, kept := index.End(), <-snapshot
	return report, cmp.Or(err, indexed, kept)
}

// bringsSkills reports whether an import may have brought skills, or concepts that they are.
func bringsSkills(report ingest.Report) bool {
	for _, kind := range []graph.Kind{graph.KindSkill, graph.KindConcept} {
		if report.Added[string(kind)]+report.Changed[string(kind)] > 0 {
			return true
		}
	}
	return false
}

// apply imports; it calls committed when more may have been stored.
func (i *importOptions) apply(ctx context.Context, inst *installation.Installation, source string, reader ingest.Reader, planned *plan.Plan, committed func()) (ingest.Report, error) {
	show, end := i.progress()
	defer end()
	run := ingest.Import{
		Source: source, Store: inst.Store, Namer: inst.Namer,
		Chunk: i.chunk, DryRun: i.dryRun, ConfirmRemovals: i.confirmRemovals, LimitChanges: i.limitChanges,
		TrustEmail: i.trustEmail || i.mapped, CreatePeople: i.createPeople,
		Now: i.Now, Progress: func(now ingest.Progress) { show(now); committed() },
	}
	if i.host != nil {
		run.Departures, run.Journal = i.host.Departures, i.host.check
	}
	if i.dryRun {
		run.ShowPlan = i.showPlan(planned)
		return run.Run(ctx, reader)
	}
	if len(i.files) == 0 {
		return run.Run(ctx, reader)
	}
	return i.applyWithJournal(ctx, run, reader)
}

// progress returns what shows how far the import is, and what ends that.
func (i *importOptions) progress() (show func(ingest.Progress), end func()) {
	if i.host != nil {
		return i.host.Progress, func() {}
	}
	shown := cli.NewProgress(i.Options)
	return shown.At, shown.End
}

// showPlan returns what receives the changes of a dry run.
func (i *importOptions) showPlan(planned *plan.Plan) func(ingest.PlanLine) {
	if i.host == nil || i.host.ShowPlan == nil {
		return planned.Add
	}
	return func(line ingest.PlanLine) {
		planned.Add(line)
		i.host.ShowPlan(line)
	}
}

// applyWithJournal imports what can be undone.
func (i *importOptions) applyWithJournal(ctx context.Context, run ingest.Import, reader ingest.Reader) (ingest.Report, error) {
	writer, err := i.Journals().Begin(run.Source, i.files, i.Now())
	if err != nil {
		return ingest.Report{}, err
	}
	run.Journal = inTurn(run.Journal, writer.Write)
	report, err := run.Run(ctx, reader)
	kept, ended := writer.End()
	if kept.Changes > 0 {
		i.details.Import = kept.ID
	}
	return report, cmp.Or(err, ended)
}

// inTurn returns what gives changes to two journals, and to the second one only where the first takes them; first may be nil.
func inTurn(first, second func([]ingest.PlanLine) error) func([]ingest.PlanLine) error {
	if first == nil {
		return second
	}
	return func(lines []ingest.PlanLine) error {
		if err := first(lines); err != nil {
			return err
		}
		return second(lines)
	}
}

// sourceOr is the source's name on the command line, or its default.
func (i *importOptions) sourceOr(name string) string {
	if i.source != "" {
		return i.source
	}
	return name
}

// override is what the data protection officer allows in spite of the list of what must not be imported.
type override struct {
	columns    []string
	by, reason string
}

func (o *override) flags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&o.columns, "allow-column", nil, "the `header` of a column that is let through though it seems to hold what must not be imported, such as a skill \"Santé et sécurité\"; only the data protection officer allows that (repeatable)")
	flags.StringVar(&o.by, "allowed-by", "", "`who` allows it: the data protection officer, by name")
	flags.StringVar(&o.reason, "allowed-because", "", "`why` they do; it is kept in the audit")
}

// allow returns the columns that are allowed, once it is noted who allows them and why.
func (i *importOptions) allow(files []string) (table.Allowed, error) {
	o := i.override
	if len(o.columns) == 0 {
		return nil, nil
	}
	if strings.TrimSpace(o.by) == "" || strings.TrimSpace(o.reason) == "" {
		return nil, errors.New("--allow-column wants --allowed-by, the data protection officer who allows it, and --allowed-because, why")
	}
	if i.dryRun {
		return o.columns, nil
	}
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(file))
	}
	log, err := audit.Open(i.AuditPath(), i.AuditMonths, i.Now)
	if err == nil {
		err = log.Append(imports.Override(audit.Command, strings.Join(names, ", "), o.columns, o.by+": "+o.reason))
	}
	if err != nil {
		return nil, fmt.Errorf("nothing was imported, since it cannot be noted who allowed a column: %w", err)
	}
	return o.columns, nil
}
