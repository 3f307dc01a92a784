package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// imported is one import command.
type imported struct {
	Source  string
	Cost    cost
	Written int // facts added, changed or removed
}

// imports are those of a company, in the order in which one would run them.
func (b *bench) imports(ctx context.Context, c company, data string) (all []imported, err error) {
	files := c.imports()
	for _, args := range [][]string{
		append([]string{"directory", "--ldif"}, files[0]...),
		append([]string{"interviews"}, files[1]...),
		append([]string{"activity", "--trust-email", "--jsonl"}, files[2]...),
	} {
		one, err := b.importOne(ctx, data, args)
		if err != nil {
			return nil, err
		}
		b.say("%s people: import %s wrote %s facts in %s", thousands(c.people), one.Source, thousands(one.Written), seconds(one.Cost.Wall))
		all = append(all, one)
	}
	return all, nil
}

func (b *bench) importOne(ctx context.Context, data string, args []string) (imported, error) {
	all := append([]string{"import"}, append(args[:len(args):len(args)], "--data", data, "--json")...)
	output, taken, err := spend(command(ctx, b.sachant, all...))
	if err != nil {
		return imported{}, err
	}
	written, err := saidIn(output)
	if err != nil {
		return imported{}, fmt.Errorf("%s: %w", shown(all), err)
	}
	return imported{Source: args[0], Cost: taken, Written: written}, nil
}

// saidIn counts what an import's report says it wrote. One that rejected something did not import
// the company, which is an error.
func saidIn(report []byte) (written int, err error) {
	var said struct {
		Added, Changed, Removed map[string]int
		Rejected                []json.RawMessage
	}
	if err := json.Unmarshal(report, &said); err != nil {
		return 0, fmt.Errorf("read its report: %w", err)
	}
	if len(said.Rejected) > 0 {
		return 0, fmt.Errorf("it rejected %d entries, the first %s", len(said.Rejected), said.Rejected[0])
	}
	for _, counts := range []map[string]int{said.Added, said.Changed, said.Removed} {
		for _, count := range counts {
			written += count
		}
	}
	return written, nil
}

// allIn is what several imports took together, and how many facts they wrote.
func allIn(imports []imported) (total imported) {
	total.Source = "all in"
	for _, each := range imports {
		total.Cost = total.Cost.and(each.Cost)
		total.Written += each.Written
	}
	return total
}

// disk is how many bytes each part of a data directory takes.
type disk struct{ Store, Index, Snapshot, Other int64 }

func (d disk) total() int64 { return d.Store + d.Index + d.Snapshot + d.Other }

func diskOf(data string) (disk, error) {
	var used disk
	entries, err := os.ReadDir(data)
	if err != nil {
		return used, err
	}
	for _, entry := range entries {
		size, err := sizeOf(filepath.Join(data, entry.Name()))
		if err != nil {
			return used, err
		}
		*used.part(entry.Name()) += size
	}
	return used, nil
}

func (d *disk) part(name string) *int64 {
	switch {
	case strings.HasPrefix(name, "graph.db"):
		return &d.Store
	case name == "index":
		return &d.Index
	case strings.HasSuffix(name, ".snapshot"):
		return &d.Snapshot
	}
	return &d.Other
}

// sizeOf is the size of a file, or of all files in a directory. A file that is removed while it
// looks, as a server does, counts nothing.
func sizeOf(path string) (int64, error) {
	total := int64(0)
	err := filepath.WalkDir(path, func(_ string, entry os.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if os.IsNotExist(err) {
			return nil
		}
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}
