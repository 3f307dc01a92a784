package imports

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/plan"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

func newImportFacts(i *importOptions) *cobra.Command {
	return &cobra.Command{
		Use:   "facts FILE",
		Short: "Import the lines of sachant export, into any store",
		Long: `Imports the lines that sachant export printed: each fact is put as it was, under the
origin it had; facts that the file does not hold are left alone. Into an empty store this is a
whole copy, but for revisions and times, which begin anew.

What can be read only once, such as a pipe or "-" for standard input, is first copied beside the
store.

The installation's key is not in an export. Where sources are to be imported again afterwards,
give the new data directory the old key with --installation-key, or use backup and restore.`,
		Example: `  sachant export > facts.jsonl
  sachant import facts facts.jsonl --data /srv/sachant
  sachant export | sachant import facts - --data /srv/sachant`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if err := cli.Readable(args); err != nil && args[0] != standardInput {
				return cli.Failed(err)
			}
			return i.runFacts(command.Context(), args[0])
		},
	}
}

func (i *importOptions) runFacts(ctx context.Context, path string) error {
	inst, err := i.openTarget(ctx)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	defer i.endWithin(ctx, graceOfImports)()
	file, done, err := i.readTwice(path)
	if err != nil {
		return cli.Failed(err)
	}
	defer done()
	show, end := i.progress()
	f := &factsImport{importOptions: i, path: path, file: file, store: inst.Store, show: show, report: emptyReport(path), began: i.Now()}
	err = f.run(ctx)
	end()
	if err == nil && !i.dryRun {
		err = graph.Rekey(ctx, inst.Store) // the export may be that of an older store
	}
	if err == nil && !i.dryRun {
		err = i.prepare(ctx, inst)
	}
	if printed := i.report(f.report, &plan.Plan{}); printed != nil {
		return printed
	}
	return f.status(err)
}

// prepare brings what is made from the facts up to date.
func (i *importOptions) prepare(ctx context.Context, inst *installation.Installation) error {
	if i.host != nil {
		return i.host.CatchUp(ctx)
	}
	return inst.Prepare(ctx, i.Options)
}

// standardInput is the name of what is piped in.
const standardInput = "-"

// readTwice opens a file so that it can be read twice. A pipe is copied into a file that is removed at
// once, so that nothing is left of it.
func (i *importOptions) readTwice(path string) (file *os.File, done func(), err error) {
	var from io.Reader = i.Stdin
	if path != standardInput {
		opened, err := os.Open(path)
		if err != nil {
			return nil, nil, err
		}
		if info, err := opened.Stat(); err == nil && info.Mode().IsRegular() {
			return opened, func() { _ = opened.Close() }, nil
		}
		defer func() { _ = opened.Close() }()
		from = opened
	}
	dir := i.Data
	if i.dryRun {
		dir = os.TempDir()
	}
	if file, err = os.CreateTemp(dir, "facts-*"); err != nil {
		return nil, nil, fmt.Errorf("copy %s: %w", path, err)
	}
	done = func() { _ = file.Close() }
	if _, err = io.Copy(file, from); err != nil {
		err = fmt.Errorf("copy %s: %w", path, err)
	}
	return file, done, errors.Join(err, os.Remove(file.Name()))
}

func emptyReport(source string) ingest.Report {
	return ingest.Report{
		Source: source,
		Read:   map[string]int{}, Added: map[string]int{}, Changed: map[string]int{}, Removed: map[string]int{},
		Dropped: map[string]int{}, Held: map[string]int{}, Rejected: []ingest.Rejection{}, Warnings: []string{},
	}
}

// factsImport reads a file three times: nodes first, for an edge needs both its ends; of these the contributions last,
// for a line that is rejected may be what keeps some of them secret.
type factsImport struct {
	*importOptions
	path     string   // as it was named
	file     *os.File // that is read
	store    graph.Store
	show     func(ingest.Progress)
	report   ingest.Report
	began    time.Time
	done     int64
	accepted int
	chunk    []numberedFact
	broken   bool // a line is rejected before the contributions are read
}

// factsPass is what one reading of the file imports.
type factsPass int

const (
	passNodes factsPass = iota
	passContributions
	passEdges
)

func passOf(fact graph.Fact) factsPass {
	switch {
	case fact.Key.IsEdge():
		return passEdges
	case fact.Key.Kind() == graph.KindContribution:
		return passContributions
	}
	return passNodes
}

// factsTogether is how many facts are committed at once where --chunk does not say.
const factsTogether = 20_000

// numberedFact is a fact and the number of its line.
type numberedFact struct {
	graph.Fact
	line int
}

func (f *factsImport) status(err error) error {
	switch {
	case err != nil && f.accepted > 0:
		return cli.Failure{Status: 3, Err: err}
	case err != nil:
		return cli.Failure{Status: 1, Err: err}
	case f.accepted == 0:
		return cli.Failure{Status: 1, Err: whyNothing(f.report, 1)}
	case len(f.report.Rejected)+len(f.report.Held) > 0:
		return cli.Failure{Status: 3}
	}
	return nil
}

func (f *factsImport) run(ctx context.Context) error {
	for _, now := range []factsPass{passNodes, passContributions, passEdges} {
		if err := f.pass(ctx, now); err != nil {
			return fmt.Errorf("import %s: %w", f.path, err)
		}
		f.broken = f.broken || now == passNodes && len(f.report.Rejected) > 0
	}
	if len(f.report.Held) > 0 {
		f.report.Warnings = append(f.report.Warnings, "contributions are held back, since a rejected line may be what keeps some of them secret: correct it and import again")
	}
	return nil
}

// isHeld reports whether a fact is held back: a contribution, or an edge of one, after a line was rejected.
func (f *factsImport) isHeld(fact graph.Fact) bool {
	from, to := fact.Key.Ends()
	return f.broken && slices.ContainsFunc([]graph.Key{fact.Key, from, to}, func(key graph.Key) bool { return key.Kind() == graph.KindContribution })
}

// pass commits the facts of one reading.
func (f *factsImport) pass(ctx context.Context, now factsPass) error {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(f.file, 1<<20)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if err := f.add(ctx, line, number, now); err != nil {
				return err
			}
		}
		if err != nil {
			return f.flush(ctx)
		}
	}
}

func (f *factsImport) add(ctx context.Context, line []byte, number int, now factsPass) error {
	fact, err := ParseFact(line)
	if err != nil {
		if now == passNodes {
			f.reject(number, err)
		}
		return nil
	}
	if passOf(fact) != now {
		return nil
	}
	if f.isHeld(fact) {
		f.report.Held[string(fact.Key.Kind())]++
		return nil
	}
	f.report.Read[string(fact.Key.Kind())]++
	if f.chunk = append(f.chunk, numberedFact{fact, number}); len(f.chunk) < cmp.Or(f.importOptions.chunk, factsTogether) {
		return nil
	}
	return f.flush(ctx)
}

func (f *factsImport) reject(line int, cause error) {
	where := ingest.Where{File: f.path, Line: line}
	f.report.Rejected = append(f.report.Rejected, ingest.Rejection{Where: where.String(), Cause: cause.Error()})
}

// ParseFact reads one line of an export.
func ParseFact(line []byte) (graph.Fact, error) {
	var read installation.Exported
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return graph.Fact{}, fmt.Errorf("this is no line of an export: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return graph.Fact{}, errors.New("this is no line of an export: it goes on after its end")
	}
	if err := read.Key.Check(); err != nil {
		return graph.Fact{}, err
	}
	if err := checkMembers(read.Key.Kind(), read.Value); err != nil {
		return graph.Fact{}, err
	}
	fact, err := graph.Record{Key: read.Key, Origin: read.Origin, Brief: read.Value}.Fact()
	if long := graph.LongLabel(fact.Value); err == nil && long != "" {
		err = fmt.Errorf("the name %.40q... of the %s is longer than %d characters", long, read.Key.Kind(), graph.MaxLabel)
	}
	return fact, err
}

// checkMembers refuses a value with a member that its kind does not have: it may be one that hides the fact.
func checkMembers(kind graph.Kind, value json.RawMessage) error {
	described, known := graph.Describe(kind)
	if !known {
		return nil // said by who decodes it
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.DisallowUnknownFields()
	return decoder.Decode(reflect.New(reflect.TypeOf(described.Value)).Interface())
}

func (f *factsImport) flush(ctx context.Context) error {
	chunk := f.chunk
	f.chunk = nil
	f.done += int64(len(chunk))
	if len(chunk) == 0 {
		return nil
	}
	err := f.commit(ctx, chunk)
	f.show(ingest.Progress{Done: f.done, Read: f.done, Elapsed: f.Now().Sub(f.began)})
	return err
}

// commit puts facts. Where the store refuses one of them, it halves the chunk until that one is alone.
func (f *factsImport) commit(ctx context.Context, chunk []numberedFact) error {
	put, added, err := f.compare(ctx, chunk)
	if err == nil && !f.dryRun {
		_, err = f.store.Commit(ctx, graph.Tx{Actor: "import:facts", Put: put})
	}
	switch {
	case errors.Is(err, graph.ErrInvalid) && len(chunk) == 1:
		f.reject(chunk[0].line, err)
		return nil
	case errors.Is(err, graph.ErrInvalid):
		half := len(chunk) / 2
		return errors.Join(f.commit(ctx, chunk[:half]), f.commit(ctx, chunk[half:]))
	case err != nil:
		return err
	}
	f.accepted += len(chunk)
	f.count(put, added)
	return nil
}

// compare returns the facts that are new or differ from the store.
func (f *factsImport) compare(ctx context.Context, chunk []numberedFact) (put []graph.Fact, added map[graph.Key]bool, err error) {
	keys := make([]graph.Key, len(chunk))
	for i, fact := range chunk {
		keys[i] = fact.Key
	}
	found, err := f.store.Facts(ctx, graph.Whole, keys...)
	if err != nil {
		return nil, nil, err
	}
	stored, added := graph.ByKey(found), map[graph.Key]bool{}
	for _, fact := range chunk {
		old, there := stored[fact.Key]
		if there && Alike(old, fact.Fact) {
			continue
		}
		added[fact.Key] = !there
		put = append(put, fact.Fact)
	}
	return put, added, nil
}

// Alike reports whether two facts say the same.
func Alike(a, b graph.Fact) bool {
	x, first := a.Record()
	y, second := b.Record()
	return first == nil && second == nil && x.Origin == y.Origin && bytes.Equal(x.Brief, y.Brief) && bytes.Equal(x.Long, y.Long)
}

func (f *factsImport) count(put []graph.Fact, added map[graph.Key]bool) {
	for _, fact := range put {
		if added[fact.Key] {
			f.report.Added[string(fact.Key.Kind())]++
		} else {
			f.report.Changed[string(fact.Key.Kind())]++
		}
	}
}
