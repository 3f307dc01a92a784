package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// File is a directory in an LDIF file. It is read twice: first to find the attribute that identifies its
// people, then to emit them.
type File struct {
	Options
	Path string
}

var _ ingest.Reader = File{}

// Read emits the people in the file.
func (f File) Read(ctx context.Context, sink ingest.Sink) error {
	if err := f.Check(); err != nil {
		return err
	}
	size, err := sizeOf(f.Path)
	if err != nil {
		return err
	}
	first, err := f.firstPass(ctx, sink, size)
	if err != nil {
		return err
	}
	attribute, err := f.identity(first, sink)
	if err != nil {
		return err
	}
	people, inside := newList(f.Options, sink, f.Path, attribute), 0
	cut := first.cut(attribute)
	if cut != nil && first.end.open && !first.last.isFooter() {
		inside = first.last.line
	}
	broken, err := f.emit(ctx, people, size, inside)
	if err != nil {
		return err
	}
	return people.end(cmp.Or(broken, cut))
}

// emit emits what the file holds, without the record in which it is cut, on line inside; broken is why it could
// not be read to its end.
func (f File) emit(ctx context.Context, people *list, size int64, inside int) (broken, err error) {
	_, broken = f.each(ctx, func(read int64) { people.sink.Progress(size+read, 2*size) }, func(rec record) error {
		err = f.add(people, rec, rec.line == inside)
		return err
	})
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return broken, err
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, fmt.Errorf("read the directory: %w", err)
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("read the directory: %s is not a regular file", path)
	}
	return info.Size(), nil
}

// each visits the records of the file.
func (f File) each(ctx context.Context, at func(read int64), visit func(record) error) (fileEnd, error) {
	file, err := os.Open(f.Path)
	if err != nil {
		return fileEnd{}, fmt.Errorf("read the directory: %w", err)
	}
	defer func() { _ = file.Close() }()
	from := &countingReader{ctx: ctx, in: file}
	in := newLDIF(from, f.names())
	var held []record // an entry, and what may be its rest
	for {
		rec, err := in.record()
		if rest := err == nil && rec.isRest(); rest && len(held) > 0 {
			first := &held[0]
			first.seemsHiddenBy = append(first.seemsHiddenBy, hiddenBy(rec.entry, f.Options)...)
			first.seemsClosed = first.seemsClosed || isDisabled(rec.entry, f.Now)
		} else {
			for _, one := range held {
				if err := visit(one); err != nil {
					return in.end, err
				}
			}
			held = held[:0]
			at(from.read)
		}
		switch {
		case errors.Is(err, io.EOF):
			return in.end, nil
		case err != nil:
			return in.end, fmt.Errorf("read %s after line %d: %w", f.Path, in.line, err)
		}
		held = append(held, rec)
	}
}

// isRest reports whether a record seems to be the rest of the entry before it, parted from it by an empty line.
func (r record) isRest() bool {
	return r.first != "dn" && !r.isFooter() && len(r.texts("objectClass")) == 0
}

// countingReader counts what is read, until the context ends.
type countingReader struct {
	ctx  context.Context
	in   io.Reader
	read int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	n, err := c.in.Read(p)
	c.read += int64(n)
	return n, err
}

// add emits one record, or rejects it.
func (f File) add(people *list, rec record, cut bool) error {
	switch {
	case rec.isFooter():
		return nil
	case rec.wrong == nil && rec.first != "dn":
		rec.wrong = fmt.Errorf("the record begins with %s, not with a dn", rec.first)
	case rec.wrong == nil && rec.change != "" && rec.change != "add":
		rec.wrong = fmt.Errorf("a record that changes an entry (changetype %s) is not an entry", rec.change)
	case rec.wrong == nil && len(rec.texts("objectClass")) == 0:
		rec.wrong = errors.New("no objectClass: the record may have been cut")
	case rec.wrong == nil && cut:
		rec.wrong = errors.New("the file ends inside this entry, so it was not imported")
	}
	return people.add(rec.entry, rec.wrong)
}

// isFooter reports whether a record is what ldapsearch prints around the entries.
func (r record) isFooter() bool {
	return r.wrong == nil && r.dn == "" && (r.first == "search" || r.first == "result" || r.first == "ref")
}

// firstPass is what the first reading of a file collects.
type firstPass struct {
	census   *census
	having   map[string]int // people who have each attribute
	entries  int
	last     record
	lastKind entryKind
	result   string // of the search that wrote the file, where it says so
	end      fileEnd
}

func (f File) firstPass(ctx context.Context, sink ingest.Sink, size int64) (*firstPass, error) {
	s := &firstPass{census: newCensus(), having: map[string]int{}}
	var err error
	s.end, err = f.each(ctx, func(read int64) { sink.Progress(read, 2*size) }, func(rec record) error {
		s.last = rec
		if rec.isFooter() {
			s.result += rec.text("result")
			return nil
		}
		s.entries++
		if s.lastKind = kindOf(rec.entry, f.Options); s.lastKind == person {
			s.census.add(rec.entry)
			for name := range rec.values {
				s.having[name]++
			}
		}
		return nil
	})
	return s, err
}

// identity returns the attribute that identifies the file's people.
func (f File) identity(s *firstPass, sink ingest.Sink) (string, error) {
	if f.Identity != "" {
		return canonical(f.Identity), nil
	}
	if attribute := s.census.choose(stableAttributes()); attribute != "" {
		return attribute, nil
	}
	attribute := s.census.choose(changingAttributes())
	switch {
	case attribute != "":
		sink.Warn(fmt.Sprintf("people are identified by %s, as the file holds nothing that lasts (entryUUID, employeeNumber): "+
			"a person whose %s changes will look like a departure and an arrival", attribute, attribute))
		return attribute, nil
	case s.census.people == 0:
		return stableAttributes()[0], nil
	}
	return "", fmt.Errorf("%s: fewer than half of the people have any one of %s: name what identifies them with --identity",
		f.Path, strings.Join(append(stableAttributes(), changingAttributes()...), ", "))
}

// cut returns why the file seems to be cut, or nil. A line without end is the surest sign. Where no empty line
// follows the last entry, as in many files written by hand, it is that this entry lacks what it must have.
func (s *firstPass) cut(identity string) error {
	const enough = 5 // people, to tell what all have
	others := s.census.people - 1
	code, _, _ := strings.Cut(s.result, " ")
	switch {
	case code != "" && code != "0":
		return fmt.Errorf("the search that wrote the file ended with result %s", s.result)
	case s.end.unended:
		return errors.New("the last line of the file has no end, so the file may have been cut: import the whole file")
	case s.end.ldapsearch && code == "":
		return errors.New("the file lacks the result that ldapsearch writes at its end, so it was cut: import the whole file")
	case s.end.entries() > s.entries:
		return fmt.Errorf("the file says that it has %d entries, and %d were read: import the whole file", s.end.entries(), s.entries)
	case !s.end.open || s.last.isFooter():
		return nil
	case s.last.wrong != nil || len(s.last.texts("objectClass")) == 0:
		return errors.New("the file ends inside an entry: import the whole file")
	case s.lastKind == person && (identityOf(s.last.entry, identity) == "" || displayName(s.last.entry) == "" || s.last.text("sn") == ""):
		return errors.New("the file ends inside an entry, which lacks a name or what identifies it: import the whole file")
	}
	for _, name := range slices.Sorted(maps.Keys(s.having)) {
		_, has := s.last.values[name]
		if !has && s.lastKind == person && others >= enough && s.having[name]*10 >= others*9 {
			return fmt.Errorf("the last entry of the file has no %s, as nearly all others have: "+
				"import the whole file, or if it is whole, end it with an empty line", name)
		}
	}
	return nil
}
