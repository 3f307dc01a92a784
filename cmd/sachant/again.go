package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// lastImport is how the last import of a source ended that took all it said. Importing the same
// files again changes nothing, which is a rule of package ingest, as long as nothing else did: so
// where no commit followed, they need not be compared with everything once more. It is kept in the
// data directory, and is thrown away when it does not fit.
type lastImport struct {
	Asked    string         `json:"asked"`    // digest of the program, the flags and the files
	Revision int64          `json:"revision"` // the head of the log afterwards
	Commit   string         `json:"commit"`   // digest of that commit
	Read     map[string]int `json:"read"`
	Dropped  map[string]int `json:"dropped"`
}

func (w *workspace) lastImportsPath() string { return filepath.Join(w.dir, "imports.json") }

// lastImports are those of all sources, by name; none where they cannot be read.
func (w *workspace) lastImports() map[string]lastImport {
	imports := map[string]lastImport{}
	text, err := os.ReadFile(w.lastImportsPath())
	if err != nil || json.Unmarshal(text, &imports) != nil {
		return map[string]lastImport{}
	}
	return imports
}

// isUnchanged reports whether an import was asked for before, and nothing happened since.
func (w *workspace) isUnchanged(ctx context.Context, source, asked string) (last lastImport, unchanged bool, err error) {
	last, known := w.lastImports()[source]
	if !known || last.Asked != asked {
		return lastImport{}, false, nil
	}
	commit, err := graph.CommitDigest(ctx, w.store, last.Revision)
	if err == nil && hex.EncodeToString(commit[:]) == last.Commit {
		var since []graph.Change
		since, err = w.store.Changes(ctx, last.Revision)
		unchanged = len(since) == 0
	}
	if errors.Is(err, graph.ErrLogTruncated) {
		return lastImport{}, false, nil
	}
	return last, unchanged && err == nil, err
}

// remember keeps how an import ended that found the log at a revision, if all of the source was taken
// and nobody else committed meanwhile. Without it the next import only takes longer.
func (i *importOptions) remember(ctx context.Context, w *workspace, source string, asked request, before int64, report ingest.Report) {
	head, alone := report.Head(before)
	if !alone || head == 0 || report.Exit() != 0 || len(report.Warnings) > 0 || !asked.isStill() {
		return
	}
	commit, err := graph.CommitDigest(ctx, w.store, head)
	if err == nil {
		err = w.keepLastImport(source, lastImport{asked.digest, head, hex.EncodeToString(commit[:]), report.Read, report.Dropped})
	}
	if err != nil && ctx.Err() == nil {
		log := i.logger()
		log.Warn().Err(err).Msg("the same import will compare everything again")
	}
}

func (w *workspace) keepLastImport(source string, last lastImport) error {
	imports := w.lastImports()
	imports[source] = last
	text, err := json.MarshalIndent(imports, "", "  ")
	if err != nil {
		return err
	}
	beside := w.lastImportsPath() + ".new"
	if err := os.WriteFile(beside, text, 0o600); err != nil {
		return err
	}
	return os.Rename(beside, w.lastImportsPath())
}

// head is the revision of the last commit.
func (w *workspace) head(ctx context.Context) (int64, error) {
	return w.store.Scan(ctx, graph.Brief, func(graph.Fact) error { return nil }, graph.KindSite)
}

// askedOf is all that an import depends on besides the store: this program, its flags and what the files
// hold, those of a directory in the order of their names. The digest is empty where that is not known: the
// import will say what is wrong with its files.
func askedOf(flags *pflag.FlagSet, paths []string) request {
	made := request{paths: paths, stamp: stampOf(paths)}
	made.digest = digestOf(flags, paths)
	return made
}

// request is what an import was asked for.
type request struct {
	digest string
	paths  []string
	stamp  string // from before the digest was made
}

// isStill reports whether no file was written since before the digest was made, and so what was imported
// is what it stands for.
func (a request) isStill() bool { return stampOf(a.paths) == a.stamp }

// stampOf tells how large files are and when they were written.
func stampOf(paths []string) string {
	var stamp strings.Builder
	for _, path := range paths {
		_ = filepath.WalkDir(path, func(path string, _ fs.DirEntry, err error) error {
			info, failed := os.Stat(path)
			if err = cmp.Or(err, failed); err == nil {
				fmt.Fprintf(&stamp, "%q %d %d\n", path, info.Size(), info.ModTime().UnixNano())
			}
			return err
		})
	}
	return stamp.String()
}

func digestOf(flags *pflag.FlagSet, paths []string) string {
	program, err := os.Executable()
	if err != nil || len(paths) == 0 {
		return ""
	}
	sum := sha256.New()
	flags.Visit(func(flag *pflag.Flag) {
		if !isOfPresentation(flag.Name) {
			fmt.Fprintf(sum, "%s=%q\n", flag.Name, flag.Value)
		}
	})
	for _, path := range append([]string{program}, paths...) {
		if err := sumTree(sum, path); err != nil {
			return ""
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// isOfPresentation reports whether a flag changes nothing about what an import does.
func isOfPresentation(flag string) bool {
	return slices.Contains([]string{"again", "chunk", "json", "language"}, flag)
}

// sumTree adds what a file holds, or all files of a directory.
func sumTree(sum io.Writer, path string) error {
	return filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return sumFile(sum, path)
	})
}

func sumFile(sum io.Writer, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	alone := sha256.New()
	length, err := io.Copy(alone, file)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	_, err = fmt.Fprintf(sum, "%d %x\n", length, alone.Sum(nil))
	return err
}

// given are those of the paths that flags name which are given.
func given(paths ...string) []string {
	return slices.DeleteFunc(paths, func(path string) bool { return path == "" })
}
