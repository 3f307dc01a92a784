package activity

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

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

// lineReader reads lines of bounded length, so that a file without line breaks costs no memory.
type lineReader struct {
	from   *bufio.Reader
	number int
	read   int64
	buffer []byte
}

func newLineReader(from io.Reader) *lineReader {
	return &lineReader{from: bufio.NewReaderSize(from, 64<<10)}
}

// next returns the next line without surrounding blanks, valid until the next call; or that it is too
// long; or io.EOF. Other errors are those of reading.
func (r *lineReader) next() (line []byte, tooLong, err error) {
	r.buffer = r.buffer[:0]
	r.number++
	for length := 0; ; {
		part, err := r.from.ReadSlice('\n')
		r.read += int64(len(part))
		if length += len(part); length <= maxLine {
			r.buffer = append(r.buffer, part...)
		} else {
			tooLong = fmt.Errorf("the line is longer than %d MB", maxLine>>20)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && length > 0:
			return r.trimmed(), tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, nil, err
		}
	}
}

func (r *lineReader) trimmed() []byte {
	line := r.buffer
	if r.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	return bytes.TrimSpace(line)
}
