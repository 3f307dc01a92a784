package activity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// JSONLines reads a file of activities, one a line: see the package comment. It reads the file
// twice, first for ids, so that each line can be judged by what other lines say.
type JSONLines struct {
	Path string
	// Source names where the activities come from. Ids are unique within it.
	Source string
	// Namer makes the ids.
	Namer graph.Namer
	// Mapping says whose accounts these are, by actor id; it may be nil.
	Mapping Mapping
	// TrustEmail: an actor "mailto:zoe@exemple.fr" is whoever has that address.
	TrustEmail bool
	// Store is what is stored already, so that a file may go on where an earlier one ended. It
	// must be set: without it an answer to a question of a secret group could not be told from
	// one that everybody may read.
	Store graph.Reader
}

// Read says what the file holds. Lines that are not understood are rejected and the rest goes
// on; an error is that of a file that cannot be read, of the store, the context or the sink.
func (j JSONLines) Read(ctx context.Context, sink ingest.Sink) error {
	if j.Store == nil || j.Source == "" {
		return errors.New("read activities: a source's name and what is known already are needed")
	}
	info, err := os.Stat(j.Path)
	if err != nil {
		return fmt.Errorf("read activities: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("read activities: %s is not a regular file, and it is read twice: save it in one first", j.Path)
	}
	progress := &progress{total: 2 * info.Size()}
	found := newFirstPass()
	err = j.each(ctx, sink, progress, nil, func(line int, a activity, wrong error) error {
		if wrong == nil {
			found.add(line, a)
		}
		return nil
	})
	if err != nil {
		return err
	}
	relations := len(found.history.events)
	progress.total += int64(relations) * deferredSize
	found.conclude()
	made := newKeys(j.Source, j.Namer)
	before, err := loadStored(ctx, j.Store, made, found)
	if err != nil {
		return err
	}
	s := translator{keys: made, reader: j, sink: sink, firstPass: found, stored: before,
		secret: secretGroups(made, found, before), tags: tagger{sink, map[string]bool{}, found.spellings}, members: map[string]bool{}, deferred: newDeferredRelations(relations)}
	if err := s.emitGroups(); err != nil {
		return err
	}
	if err := j.each(ctx, sink, progress, (*activity).compose, s.line); err != nil {
		return err
	}
	progress.total += int64(len(s.deferred.relations)-relations) * deferredSize
	return s.emitDeferred(ctx, progress)
}

// each visits every line that is not blank, understood and prepared or with what is wrong with it.
func (j JSONLines) each(ctx context.Context, sink ingest.Sink, progress *progress, prepare func(*activity),
	visit func(line int, a activity, wrong error) error) error {
	file, err := os.Open(j.Path)
	if err != nil {
		return fmt.Errorf("read activities: %w", err)
	}
	defer file.Close()
	read := int64(0)
	err = inStretches(ctx, reading{file, j.Path}, prepare, func(some *stretch) error {
		for _, line := range some.lines {
			if err := visit(line.number, line.understood, line.wrong); err != nil {
				return err
			}
		}
		read = some.read
		progress.tell(sink, read)
		return nil
	})
	if err != nil {
		return err
	}
	progress.before += read
	progress.tell(sink, 0)
	return nil
}

// reading says of which file an error is.
type reading struct {
	from io.Reader
	path string
}

func (r reading) Read(into []byte) (int, error) {
	n, err := r.from.Read(into)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("read activities %s: %w", r.path, err)
	}
	return n, err
}

// member is an actor with what the file, the mapping and the address tell.
func (j JSONLines) member(id, name string) member {
	m := member{id: id, name: name}
	if address, ok := strings.CutPrefix(id, "mailto:"); ok {
		if j.TrustEmail {
			m.mail = strings.ToLower(address)
		}
		if name == "" {
			m.name = address
		}
	}
	return j.Mapping.apply(m)
}
