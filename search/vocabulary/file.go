package vocabulary

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
)

// fileFormat is the first word of a file; another one is made anew.
const fileFormat = "sachant-vocabulary-3"

// Save keeps an index in a file, with the revision up to which it holds.
func (x *Index) Save(path string, revision int64) error {
	made, err := os.CreateTemp(filepath.Dir(path), "vocabulary-*")
	if err != nil {
		return fmt.Errorf("keep the labels of concepts: %w", err)
	}
	out := bufio.NewWriterSize(made, 1<<20)
	_, _ = fmt.Fprintf(out, "%s %d %d %d\n", fileFormat, revision, len(x.labels), x.longest)
	for _, one := range x.labels {
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%d\t%s\n", one.key, one.concept, one.scheme, one.class, strings.Join(strings.Fields(one.text), " "))
	}
	err = errors.Join(out.Flush(), made.Close())
	if err == nil {
		err = os.Rename(made.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keep the labels of concepts: %w", errors.Join(err, os.Remove(made.Name())))
	}
	return nil
}

// Load reads the index that a file keeps, and its revision; nil where there is none that can be used.
func Load(path string) (x *Index, revision int64) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, 0
	}
	head, rest, _ := strings.Cut(string(content), "\n")
	fields := strings.Fields(head)
	if len(fields) != 4 || fields[0] != fileFormat {
		return nil, 0
	}
	revision, failed := strconv.ParseInt(fields[1], 10, 64)
	count, uncounted := strconv.Atoi(fields[2])
	longest, unknown := strconv.Atoi(fields[3])
	if errors.Join(failed, uncounted, unknown) != nil || count < 0 || count > len(rest) {
		return nil, 0
	}
	x = &Index{labels: make([]label, 0, count), longest: longest}
	for line := range strings.SplitSeq(strings.TrimSuffix(rest, "\n"), "\n") {
		key, line, _ := strings.Cut(line, "\t")
		concept, line, _ := strings.Cut(line, "\t")
		scheme, line, _ := strings.Cut(line, "\t")
		class, text, cut := strings.Cut(line, "\t")
		if cut && len(class) == 1 {
			x.labels = append(x.labels, label{key, text, graph.Key(concept), scheme, labelClass(class[0] - '0')})
		}
	}
	if len(x.labels) != count {
		return nil, 0
	}
	return x, revision
}

// Holds reports whether an index of a revision is still that of a store: no concept has changed since.
func Holds(ctx context.Context, store graph.Store, revision int64) (bool, error) {
	for {
		changes, err := store.Changes(ctx, revision)
		if errors.Is(err, graph.ErrLogTruncated) {
			return false, nil
		}
		if err != nil || len(changes) == 0 {
			return err == nil, err
		}
		for _, change := range changes {
			revision = change.Revision
			if slices.ContainsFunc(change.Keys, isConcept) {
				return false, nil
			}
		}
	}
}

func isConcept(key graph.Key) bool { return key.Kind() == graph.KindConcept }
