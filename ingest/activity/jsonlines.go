package activity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/source"
)

// JSONLines reads a file of activities, one a line: see the package comment. It reads the file
// twice, first for ids, so that each line can be translated whatever other lines say.
type JSONLines struct {
	Path string
	// Source names where the activities come from. Ids are unique within it.
	Source string
	// Namer makes the ids.
	Namer graph.Namer
	// Mapping identifies the people of actors, by actor id; it may be nil.
	Mapping source.Mapping
	// TrustEmail: an actor "mailto:zoe@exemple.fr" is the person with that address.
	TrustEmail bool
	// CreateCommunities makes open communities of groups that lines only refer to. Without it what refers to them is
	// held back, since they may be secret.
	CreateCommunities bool
	// ModeratorsAccept: others than who asked accept answers, but nobody their own.
	ModeratorsAccept bool
	// Store is what the import goes into, so that a file may continue an earlier one. It must be set:
	// without it an answer to a question of a secret group could not be distinguished from one that everybody
	// may read.
	Store graph.Reader
}

// Read emits what the file holds. Lines that are not understood are rejected and the rest goes
// on; an error is that of a file that cannot be read, of the store, the context or the sink.
func (j JSONLines) Read(ctx context.Context, sink ingest.Sink) error {
	if j.Store == nil || j.Source == "" {
		return errors.New("read activities: a source's name and a store are needed")
	}
	info, err := os.Stat(j.Path)
	if err != nil {
		return fmt.Errorf("read activities: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("read activities: %s is not a regular file, and it is read twice: save it in one first", j.Path)
	}
	progress := &source.Progress{Total: 2 * info.Size()}
	first := newFirstPass()
	if err := j.each(ctx, sink, progress, nil, first.add); err != nil {
		return err
	}
	expected := len(first.history.events)
	progress.Total += int64(expected) * deferredSize
	first.conclude()
	t, err := newTranslator(ctx, j, sink, first)
	if err != nil {
		return err
	}
	if err := t.WarnOfOtherSources(ctx, j.Store, sink, t.sample()); err != nil {
		return err
	}
	if err := t.emitGroups(); err != nil {
		return err
	}
	if err := j.each(ctx, sink, progress, (*activity).compose, t.line); err != nil {
		return err
	}
	t.warnOfHeld()
	progress.Total += int64(len(t.deferred.relations)-expected) * deferredSize
	return t.emitDeferred(ctx, progress)
}

// each visits every line that is not blank, parsed and prepared or with what is wrong with it.
func (j JSONLines) each(ctx context.Context, sink ingest.Sink, progress *source.Progress, prepare func(*activity),
	visit func(line int, a activity, invalid error) error) error {
	file, err := os.Open(j.Path)
	if err != nil {
		return fmt.Errorf("read activities: %w", err)
	}
	defer file.Close()
	read := int64(0)
	err = decode(ctx, namedReader{file, j.Path}, prepare, func(next *batch) error {
		for i := range next.lines {
			line := &next.lines[i]
			if err := visit(line.number, line.activity, line.invalid); err != nil {
				return err
			}
		}
		read = next.read
		progress.Report(sink, read)
		return nil
	})
	if err != nil {
		return err
	}
	progress.Before += read
	progress.Report(sink, 0)
	return nil
}

// namedReader says in its errors which file could not be read.
type namedReader struct {
	from io.Reader
	path string
}

func (r namedReader) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read activities %s: %w", r.path, err)
	}
	return n, err
}

// member returns an actor with what the file, the mapping and the address say.
func (j JSONLines) member(id, name string) source.Member {
	m := source.Member{ID: id, Name: name}
	if address, ok := mailAddress(id); ok {
		if j.TrustEmail {
			m.Mail = strings.ToLower(address)
		}
		if name == "" {
			m.Name = address
		}
	}
	return j.Mapping.Apply(m)
}

// maxLine is the length of the longest line that is read, in bytes.
const maxLine = 1 << 20

// batchSize is how many bytes of lines are decoded together, at least.
const batchSize = 128 << 10

// batch is consecutive lines of a file, decoded by one goroutine.
type batch struct {
	text  []byte
	lines []decodedLine
	read  int64         // bytes of the file up to its end
	done  chan struct{} // closed when every line is decoded
}

// decodedLine is a line that is not blank, with its activity or what is wrong with it.
type decodedLine struct {
	number     int
	start, end int // in the text of the batch
	activity   activity
	invalid    error
}

// decode hands the lines of a file to visit in the order of the file, a batch at a time. Batches are decoded
// in parallel, ahead of visit; prepare does what else can be done about a line alone, and may be nil. Decoding
// is the longest part of reading a file twice, and the rest of an import waits for it.
func decode(ctx context.Context, from io.Reader, prepare func(*activity), visit func(*batch) error) error {
	group, inner := errgroup.WithContext(ctx)
	ready := make(chan *batch, 2*runtime.GOMAXPROCS(0))
	group.Go(func() error {
		defer close(ready)
		for lines := source.NewLines(from, maxLine); ; {
			next, err := readBatch(lines)
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			go next.decode(prepare)
			select {
			case ready <- next:
			case <-inner.Done():
				return inner.Err()
			}
			if err != nil {
				return nil
			}
		}
	})
	group.Go(func() error {
		for next := range ready {
			<-next.done
			if err := inner.Err(); err != nil {
				return err
			}
			if err := visit(next); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// readBatch reads the next lines; the error is io.EOF behind the last ones.
func readBatch(lines *source.Lines) (*batch, error) {
	next := &batch{text: make([]byte, 0, batchSize+8<<10), done: make(chan struct{})}
	for len(next.text) < batchSize {
		line, invalid, err := lines.Next()
		next.read = lines.Read
		if err != nil {
			return next, err
		}
		if len(line) == 0 && invalid == nil {
			continue
		}
		start := len(next.text)
		next.text = append(next.text, line...)
		next.lines = append(next.lines, decodedLine{number: lines.Number, start: start, end: len(next.text), invalid: invalid})
	}
	return next, nil
}

func (b *batch) decode(prepare func(*activity)) {
	defer close(b.done)
	var others []decodedLine
	for i := range b.lines {
		line := &b.lines[i]
		text := b.text[line.start:line.end]
		if line.invalid != nil {
			line.invalid = invalidLine{line.invalid, doubtfulWords(text)}
			continue
		}
		if line.invalid = line.activity.parse(text); line.invalid != nil {
			continue
		}
		for _, other := range line.activity.apart() {
			others = append(others, decodedLine{number: line.number, activity: other, invalid: other.validate(text)})
		}
	}
	b.lines = append(b.lines, others...)
	for i := range b.lines {
		if line := &b.lines[i]; line.invalid == nil && prepare != nil {
			prepare(&line.activity)
		}
	}
}
