package stackexchange

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// Reader reads a dump: see the package comment. It holds ids and votes in memory, never texts.
type Reader struct {
	// Dir is the folder of the dump.
	Dir string
	// Source names the community; empty is the folder's name.
	Source string
	// Namer makes the ids.
	Namer graph.Namer
	// Mapping identifies the people of accounts, by user id; it may be nil.
	Mapping source.Mapping
	// Store is what the import goes into, to see whether it knows the same posts from another source, and whether the
	// community is secret there; it may be nil.
	Store graph.Reader
	// All: comments and the descriptions of tags are read too. A measurement of ranking leaves them out.
	All bool
}

// Read emits what the dump holds. Rows that are not understood are rejected and the rest goes
// on; an error is that of a file that cannot be read, of the context or of the sink.
func (s Reader) Read(ctx context.Context, sink ingest.Sink) error {
	files, err := findDump(s.Dir, s.names())
	if err != nil {
		return err
	}
	d := s.dump(sink, files)
	d.storedNames = sync.OnceValues(func() (map[graph.Key]string, error) { return accountNames(ctx, s.Store, d.Source) })
	votes, hasVotes := files["votes.xml"]
	if hasVotes {
		d.votes = newVoteCounts()
		if err := votes.each(ctx, sink, &d.progress, d.vote); err != nil {
			return err
		}
	}
	if users, there := files["users.xml"]; there {
		if err := users.each(ctx, sink, &d.progress, d.user); err != nil {
			return err
		}
	} else {
		sink.Warn(fmt.Sprintf("%s has no Users.xml: accounts that are not known yet are named by their ids", s.Dir))
	}
	if d.community, err = d.StoredCommunity(ctx, s.Store); err != nil {
		return err
	}
	if tags, there := files["tags.xml"]; there {
		if d.tags.Descriptions, err = d.readDescriptions(ctx, tags, files["posts.xml"]); err != nil {
			return err
		}
	}
	if err := d.readPosts(ctx, files["posts.xml"], s.Store); err != nil {
		return err
	}
	if comments, there := files["comments.xml"]; there {
		if err := comments.each(ctx, sink, &d.progress, d.comment); err != nil {
			return err
		}
	}
	if s.Store == nil {
		return nil
	}
	return d.WarnOfOtherSources(ctx, s.Store, sink, d.sample)
}

// names are those of the files that are read, in lower case.
func (s Reader) names() []string {
	names := []string{"posts.xml", "users.xml", "votes.xml"}
	if s.All {
		names = append(names, "comments.xml", "tags.xml")
	}
	return names
}

// findDump returns the files of some names by these, in lower case.
func findDump(dir string, names []string) (map[string]dumpFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read dump: %w", err)
	}
	files := map[string]dumpFile{}
	for _, entry := range entries {
		name := strings.ToLower(entry.Name())
		if !slices.Contains(names, name) {
			continue
		}
		if other, twice := files[name]; twice {
			return nil, fmt.Errorf("read dump: %s holds both %s and %s: keep one", dir, filepath.Base(other.path), entry.Name())
		}
		info, err := os.Stat(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read dump: %w", err)
		}
		files[name] = dumpFile{path: filepath.Join(dir, entry.Name()), size: info.Size(), whole: name == "users.xml" || name == "votes.xml"}
	}
	if _, there := files["posts.xml"]; !there {
		return nil, fmt.Errorf("read dump: %s has no Posts.xml: give the folder that the dump was unpacked into", dir)
	}
	return files, nil
}

// dump is the reading of one dump.
type dump struct {
	source.Keys
	sink     ingest.Sink
	mapping  source.Mapping
	progress source.Progress
	tags     source.Tagger
	votes    *voteCounts // nil where the dump has none
	users    map[int64]bool
	posts    map[int64]bool
	comments map[int64]bool
	// accepted answers and who asked, by the question that accepts them.
	accepted map[int64]answer
	answers  []answer
	sample   source.Sample
	// community as it is to be stored: a dump does not open it.
	community graph.Community
	columns   map[string]string // of dates
	// storedNames are the names of the source's accounts in the store, by their keys.
	storedNames func() (map[graph.Key]string, error)
}

// answer is kept until its question was read, which may come later in the file.
type answer struct {
	id, question int64
	owner        int64 // below 1: nobody
	line         int
}

func (s Reader) dump(sink ingest.Sink, files map[string]dumpFile) *dump {
	name := cmp.Or(s.Source, filepath.Base(filepath.Clean(s.Dir)))
	d := &dump{Keys: source.NewKeys(name, s.Namer), sink: sink, mapping: s.Mapping, tags: source.NewTagger(sink, nil),
		users: map[int64]bool{}, posts: map[int64]bool{}, comments: map[int64]bool{}, accepted: map[int64]answer{}, columns: source.DateColumns("CreationDate")}
	for _, file := range files {
		d.progress.Total += file.size
	}
	if tags, there := files["tags.xml"]; there && tags.size > 0 {
		d.progress.Total += files["posts.xml"].size // which is then read twice
	}
	return d
}

// user states an account. The Community user and other ids below 1 are nobody.
func (d *dump) user(where ingest.Where, row dumpRow) error {
	id, err := row.number("Id")
	if err != nil {
		return err
	}
	d.sink.Read("user", 1)
	if plaintext.OneLine(row.attributes["DisplayName"]) == "" {
		return rowError{"DisplayName", "is empty: the row names nobody"}
	}
	if id < 1 || d.users[id] {
		return nil
	}
	return d.member(where, id, row.attributes["DisplayName"])
}

// member states an account. One without a name, since the dump does not describe it, keeps that which is stored.
func (d *dump) member(where ingest.Where, id int64, name string) error {
	d.users[id] = true
	m := source.Member{ID: fmt.Sprint(id), Name: plaintext.OneLine(name)}
	if m.Name == "" {
		stored, err := d.storedNames()
		if err != nil {
			return err
		}
		m.Name = cmp.Or(stored[d.Account(m.ID)], fmt.Sprintf("user %d", id))
	}
	return d.sink.Emit(d.AccountStatement(where, d.mapping.Apply(m)))
}

// accountNames returns the names of the accounts of a source, by their keys. The store may be nil.
func accountNames(ctx context.Context, store graph.Reader, source string) (map[graph.Key]string, error) {
	names := map[graph.Key]string{}
	if store == nil {
		return names, nil
	}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if account := graph.As[graph.Account](fact); account.Source == source {
			names[fact.Key] = account.DisplayName
		}
		return nil
	}, graph.KindAccount)
	if err != nil {
		return nil, fmt.Errorf("read who is known: %w", err)
	}
	return names, nil
}

func (d *dump) vote(_ ingest.Where, row dumpRow) error {
	cast, err := parseVote(row)
	if err != nil {
		return err
	}
	d.sink.Read("vote", 1)
	d.votes.cast(cast)
	return nil
}
