package directory

import (
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
	people := newList(f.Options, sink, f.Path, attribute)
	if cut, err := f.emit(ctx, people, size); err != nil {
		return err
	} else if cut != nil {
		return people.end(cut)
	}
	return people.end(first.cut(sink))
}

// emit emits what the file holds; cut is why it could not be read to its end.
func (f File) emit(ctx context.Context, people *list, size int64) (cut, err error) {
	cut = f.each(ctx, func(read int64) { people.sink.Progress(size+read, 2*size) }, func(rec record) error {
		err = f.add(people, rec)
		return err
	})
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return cut, err
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
func (f File) each(ctx context.Context, at func(read int64), visit func(record) error) error {
	file, err := os.Open(f.Path)
	if err != nil {
		return fmt.Errorf("read the directory: %w", err)
	}
	defer func() { _ = file.Close() }()
	in := newLDIF(file, f.keep())
	for n := 1; ; n++ {
		rec, err := in.record()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s after line %d: %w", f.Path, in.line, err)
		}
		rec.unended = in.unended
		if err := visit(rec); err != nil {
			return err
		}
		if at(in.read); n%1000 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// add emits one record, or rejects it.
func (f File) add(people *list, rec record) error {
	switch {
	case rec.isFooter():
		return nil
	case rec.wrong == nil && rec.first != "dn":
		rec.wrong = fmt.Errorf("the record begins with %s, not with a dn", rec.first)
	case rec.wrong == nil && rec.change != "" && rec.change != "add":
		rec.wrong = fmt.Errorf("a record that changes an entry (changetype %s) is not an entry", rec.change)
	case rec.wrong == nil && len(rec.texts("objectClass")) == 0:
		rec.wrong = errors.New("no objectClass: the record may have been cut")
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
	last     record
	lastKind entryKind
	result   string // of the search that wrote the file, where it says so
}

func (f File) firstPass(ctx context.Context, sink ingest.Sink, size int64) (*firstPass, error) {
	s := &firstPass{census: newCensus(), having: map[string]int{}}
	err := f.each(ctx, func(read int64) { sink.Progress(read, 2*size) }, func(rec record) error {
		if rec.isFooter() {
			s.result += rec.text("result")
			return nil
		}
		s.last, s.lastKind = rec, kindOf(rec.entry, f.Options)
		if s.lastKind == person {
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
			"whoever gets another %s will look like a departure and an arrival", attribute, attribute))
		return attribute, nil
	case s.census.people == 0:
		return stableAttributes()[0], nil
	}
	return "", fmt.Errorf("%s: fewer than half of the people have any one of %s: name what identifies them with --identity",
		f.Path, strings.Join(append(stableAttributes(), changingAttributes()...), ", "))
}

// cut returns why the file seems to be cut, or nil. A file written by hand may lack its last line end; a
// transfer that broke off lacks more.
func (s *firstPass) cut(sink ingest.Sink) error {
	if code, _, _ := strings.Cut(s.result, " "); code != "" && code != "0" {
		return fmt.Errorf("the search that wrote the file ended with result %s", s.result)
	}
	if !s.last.unended {
		return nil
	}
	if s.last.wrong != nil {
		return errors.New("the file ends in the middle of a line")
	}
	for _, name := range slices.Sorted(maps.Keys(s.having)) {
		_, has := s.last.values[name]
		others := s.census.people - 1
		if usual := s.having[name]*10 >= others*9; usual && !has && s.lastKind == person {
			return fmt.Errorf("the file ends in the middle of a line, and its last entry has no %s", name)
		}
	}
	sink.Warn("the last line of the file has no end: if it was cut, import the whole file")
	return nil
}
