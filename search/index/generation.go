package index

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// mapping changes, by hand, with the fields of documents, with what text compose.go puts into them and
// with how text is analyzed. Otherwise an index made before a change is kept.
const mapping = "13"

// version names the mapping and the policy: an index of another version is built anew.
func version() string { return "mapping " + mapping + ", policy " + policy() }

// policy is a fingerprint of the audiences that package access gives to what is indexed: the
// labels of one example of each case.
func policy() string {
	said := graph.Node("s", "", graph.Contribution{})
	hash := fnv.New64a()
	for _, example := range []graph.Fact{
		graph.Node("p", "", graph.Person{}), graph.Node("p", "", graph.Person{Hidden: true}), graph.Node("p", "", graph.Person{Absent: true}),
		said, graph.Node("s", "", graph.Skill{}),
	} {
		_, _ = fmt.Fprintln(hash, access.Audience(example, access.Surroundings{}))
	}
	for _, community := range []graph.Community{{Secret: true}, {Admission: graph.AdmissionRequest}} {
		within := access.Surroundings{Communities: map[graph.Key][]graph.Fact{said.Key: {graph.Node("c", "", community)}}}
		_, _ = fmt.Fprintln(hash, access.Audience(said, within))
	}
	return strconv.FormatUint(hash.Sum64(), 36)
}

// The names under which a generation keeps how far it is. They are written last, so that one
// without them was never finished.
const (
	versionName = "version"
	stateName   = "state"
)

// generation is one index of bleve, filled from empty.
type generation struct {
	dir      string // empty in memory
	index    bleve.Index
	state    *state // what searches see
	revision int64
	unsaved  graph.Change // the head, where no document has changed since the last save

	audiences  *audiences
	vocabulary *text.Vocabulary
	cache      *postingCache
}

const generationPrefix = "words-"

// newGeneration makes an empty one in a directory of its own, numbered after those there are and the one that it
// replaces, if any, whose files somebody may have deleted.
func newGeneration(home string, before *generation) (*generation, error) {
	dir, last := "", 0
	if home != "" {
		names := generationsIn(home)
		if before != nil {
			names = append(names, before.dir)
		}
		for _, name := range names {
			number, _ := strconv.Atoi(strings.TrimPrefix(filepath.Base(name), generationPrefix))
			last = max(last, number)
		}
		dir = filepath.Join(home, generationPrefix+strconv.Itoa(last+1))
	}
	made, err := bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, settings())
	if err != nil {
		return nil, fmt.Errorf("search index: make %q: %w", dir, err)
	}
	return generationOf(dir, made), nil
}

func generationOf(dir string, made bleve.Index) *generation {
	return &generation{dir: dir, index: made, audiences: newAudiences(), vocabulary: text.NewVocabulary(), cache: newPostingCache(cacheSize)}
}

func generationsIn(home string) []string {
	names, _ := filepath.Glob(filepath.Join(home, generationPrefix+"*"))
	return names
}

// openGeneration opens the one in a directory that is of this version and of this store, and
// removes others. It returns nil where there is none.
func openGeneration(ctx context.Context, home string, store graph.Store) (*generation, error) {
	if home == "" {
		return nil, nil
	}
	var kept *generation
	for _, dir := range generationsIn(home) {
		found, err := readGeneration(ctx, dir, store)
		if err != nil {
			return nil, err
		}
		if found != nil && kept == nil {
			kept = found
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, fmt.Errorf("search index: remove an old one: %w", err)
		}
	}
	return kept, nil
}

// readGeneration opens the one in a directory, and reads its words; nil where it is of no use.
func readGeneration(ctx context.Context, dir string, store graph.Store) (*generation, error) {
	opened, err := openBleve(dir)
	if err != nil {
		return nil, nil //nolint:nilerr // a cache that cannot be read is made anew
	}
	found := generationOf(dir, opened)
	if err := found.renew(); err != nil {
		return nil, found.close() // as above
	}
	if err := found.learnWords(); err != nil {
		return nil, found.close() // as above
	}
	usable, err := found.usable(ctx, store)
	if err != nil || !usable {
		return nil, errors.Join(err, found.close())
	}
	return found, nil
}

// learnWords fills the vocabulary from the terms of the index.
func (g *generation) learnWords() error {
	for _, part := range g.state.segments {
		for class := range classCount {
			err := eachTerm(part.snapshot, class.wordField(), func(term string) error {
				g.vocabulary.Learn(term)
				return nil
			})
			if err != nil {
				return fmt.Errorf("search index: words of segment %d: %w", part.id, err)
			}
		}
	}
	return nil
}

// usable reports whether a generation is of this version, and of this store: where the log
// still has the commit last applied, it must be the same one.
func (g *generation) usable(ctx context.Context, store graph.Store) (bool, error) {
	was, err := g.state.reader.GetInternal([]byte(versionName))
	if err != nil || string(was) != version() {
		return false, err
	}
	state, err := g.state.reader.GetInternal([]byte(stateName))
	if err != nil {
		return false, err
	}
	revision, _, _ := strings.Cut(string(state), " ")
	if g.revision, err = strconv.ParseInt(revision, 10, 64); err != nil || g.revision == 0 {
		return err == nil, nil // of an empty store, whichever
	}
	changes, err := store.Changes(ctx, g.revision-1)
	if errors.Is(err, graph.ErrLogTruncated) {
		_, err = store.Changes(ctx, g.revision)
		return err == nil, nil
	}
	return len(changes) > 0 && stateOf(changes[0]) == string(state), err
}

// stateOf tells commits of different stores apart.
func stateOf(head graph.Change) string {
	return fmt.Sprintf("%d %d", head.Revision, head.At.UnixMilli())
}

func (g *generation) save(head graph.Change) error {
	g.unsaved = graph.Change{}
	batch := g.index.NewBatch()
	batch.SetInternal([]byte(stateName), []byte(stateOf(head)))
	batch.SetInternal([]byte(versionName), []byte(version()))
	if err := g.write(batch); err != nil {
		return fmt.Errorf("search index: keep revision %d: %w", head.Revision, err)
	}
	return nil
}

// next reads the present state of the index.
func (g *generation) next() (*state, error) {
	inner, err := g.index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("search index: %w", err)
	}
	next, err := newState(reader, g.state, g.audiences)
	if err != nil {
		return nil, errors.Join(err, reader.Close())
	}
	return next, nil
}

// renew shows the present state where no search runs yet.
func (g *generation) renew() error {
	next, err := g.next()
	if err != nil {
		return err
	}
	before := g.state
	g.state = next
	return before.close()
}

func (g *generation) searcher(labels access.Labels, exist existence, asOf graph.Date, weights Weights) searcher {
	open := g.audiences.openTo(slices.Concat(labels, access.Labels{access.Mention}), len(g.state.counts))
	return searcher{
		state: g.state, cache: g.cache, vocabulary: g.vocabulary, open: open,
		exist: exist, exists: map[place]bool{}, asOf: asOf.Day(), weights: weights,
	}
}

// isGone reports whether somebody deleted the files.
func (g *generation) isGone() bool {
	if g.dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(g.dir, "index_meta.json"))
	return errors.Is(err, fs.ErrNotExist)
}

func (g *generation) close() error {
	var err error
	if g.unsaved.Revision > 0 {
		err = g.save(g.unsaved)
	}
	return errors.Join(err, g.state.close(), g.index.Close())
}

func (g *generation) discard() error {
	g.unsaved = graph.Change{}
	err := g.close()
	if g.dir != "" {
		err = errors.Join(err, os.RemoveAll(g.dir))
	}
	return err
}

// openBleve opens an index of bleve. Where files are truncated, the libraries below bleve panic or
// fault on mapped memory; here both are errors, since an index can be built anew.
func openBleve(dir string) (opened bleve.Index, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			opened, err = nil, fmt.Errorf("search index: %q cannot be opened: %v", dir, cause)
		}
	}()
	return bleve.Open(dir)
}

// settings have bleve write each part of an index by itself, so that [generation.write] meets its
// panics.
func settings() map[string]any {
	return map[string]any{"scorchPersisterOptions": map[string]any{"MemoryPressurePauseThreshold": 0}}
}

// write writes a batch. After the disk was full, bleve goes on with segments that it has closed, and
// panics; here that is an error, since what was not indexed is still in the store.
func (g *generation) write(batch *bleve.Batch) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%q cannot be written any more, make room and start again: %v", g.dir, cause)
		}
	}()
	return g.index.Batch(batch)
}
