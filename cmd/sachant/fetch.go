package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// fetch has the system read files into its memory that are about to be read whole, or all over, and does
// not wait for it. A disk in a network, as most virtual machines have, gives a single reader a small
// part of what it gives to several, and less to one that jumps about. Where the files are in memory
// already it takes a tenth of a second for each gigabyte.
func fetch(ctx context.Context, paths ...string) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(fetching)
	go func() {
		for _, path := range paths {
			// What cannot be read is reported by whoever needs it.
			_ = filepath.WalkDir(path, func(path string, entry fs.DirEntry, err error) error {
				if err == nil && entry.Type().IsRegular() {
					fetchFile(ctx, group, path, entry)
				}
				return ctx.Err()
			})
		}
		_ = group.Wait()
	}()
}

const (
	fetching  = 8       // parts of files that are read at the same time
	fetchedAt = 4 << 20 // bytes of a part
)

func fetchFile(ctx context.Context, group *errgroup.Group, path string, entry fs.DirEntry) {
	info, err := entry.Info()
	if err != nil {
		return
	}
	for at := int64(0); at < info.Size() && ctx.Err() == nil; at += fetchedAt {
		group.Go(func() error {
			file, err := os.Open(path)
			if err != nil {
				return nil
			}
			defer func() { _ = file.Close() }()
			_, _ = io.Copy(io.Discard, io.NewSectionReader(file, at, fetchedAt))
			return nil
		})
	}
}
