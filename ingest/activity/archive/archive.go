// Package archive reads the files of an export, in a folder or a zip, within bounds, and writes none. A name that leads out of
// the export is never opened, nor is a link in a folder that does.
package archive

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// The bounds of an export.
const (
	maxFiles    = 1_000_000
	maxUnpacked = 16 << 30 // of all files of a zip that are read
	maxRatio    = 300      // of unpacked to packed, for what is larger than freeSize
	freeSize    = 4 << 20
)

// Archive is an export that is open.
type Archive struct {
	// Refused are the names that lead out of it.
	Refused []string

	path   string
	files  map[string]entry
	closer io.Closer
	left   int64
}

// entry is a file of an export; packed is its size in a zip, 0 in a folder.
type entry struct {
	open         func() (io.ReadCloser, error)
	size, packed int64
}

// Open opens a folder or a zip. Close closes it.
func Open(path string) (*Archive, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read export: %w", err)
	}
	a := &Archive{path: path, files: map[string]entry{}, left: maxUnpacked}
	if info.IsDir() {
		err = a.openFolder()
	} else {
		err = a.openZip()
	}
	if err != nil {
		return nil, fmt.Errorf("read export %s: %w", path, err)
	}
	return a, nil
}

func (a *Archive) openFolder() error {
	root, err := os.OpenRoot(a.path)
	if err != nil {
		return err
	}
	err = fs.WalkDir(root.FS(), ".", func(name string, found fs.DirEntry, err error) error {
		if err != nil || !found.Type().IsRegular() {
			return err
		}
		info, err := found.Info()
		if err != nil {
			return err
		}
		return a.add(name, entry{open: func() (io.ReadCloser, error) { return root.Open(name) }, size: info.Size()})
	})
	if err != nil {
		return errors.Join(err, root.Close())
	}
	a.closer = root
	return nil
}

func (a *Archive) openZip() error {
	archive, err := zip.OpenReader(a.path)
	if err != nil {
		return fmt.Errorf("it is neither a folder nor a zip that can be opened: %w", err)
	}
	for _, file := range archive.File {
		if file.FileInfo().IsDir() {
			continue
		}
		name := file.Name
		if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") {
			a.Refused = append(a.Refused, name)
			continue
		}
		if err := a.add(name, entry{open: file.Open, size: int64(file.UncompressedSize64), packed: int64(file.CompressedSize64)}); err != nil {
			return errors.Join(err, archive.Close())
		}
	}
	a.closer = archive
	return nil
}

func (a *Archive) add(name string, file entry) error {
	if len(a.files) >= maxFiles {
		return fmt.Errorf("it holds more than %d files", maxFiles)
	}
	if _, twice := a.files[name]; twice {
		return fmt.Errorf("it holds %q twice", name)
	}
	a.files[name] = file
	return nil
}

// Close closes the archive.
func (a *Archive) Close() error { return a.closer.Close() }

// Names returns the names of the files, in order, with slashes.
func (a *Archive) Names() []string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Has reports whether there is a file of that name.
func (a *Archive) Has(name string) bool {
	_, has := a.files[name]
	return has
}

// Size returns the size of a file, as the archive says.
func (a *Archive) Size(name string) int64 { return a.files[name].size }

// Path returns the place of a file, for messages.
func (a *Archive) Path(name string) string { return path.Join(a.path, name) }

// Open opens a file. Reading it fails where it unpacks to more than it honestly can.
func (a *Archive) Open(name string) (io.ReadCloser, error) {
	file, has := a.files[name]
	if !has {
		return nil, fmt.Errorf("%s: %w", a.Path(name), fs.ErrNotExist)
	}
	from, err := file.open()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", a.Path(name), err)
	}
	return &reading{ReadCloser: from, of: a, packed: file.packed}, nil
}

// Read returns a file of at most that many bytes.
func (a *Archive) Read(name string, most int64) ([]byte, error) {
	from, err := a.Open(name)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	content, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", a.Path(name), err)
	case int64(len(content)) > most:
		return nil, fmt.Errorf("%s is larger than %d MB", a.Path(name), most>>20)
	}
	return content, nil
}

// reading counts what is unpacked.
type reading struct {
	io.ReadCloser
	of     *Archive
	packed int64
	read   int64
}

func (r *reading) Read(into []byte) (int, error) {
	n, err := r.ReadCloser.Read(into)
	if r.packed == 0 { // nothing is unpacked
		return n, err
	}
	r.read += int64(n)
	r.of.left -= int64(n)
	switch {
	case r.read > freeSize && r.read > maxRatio*r.packed:
		return n, fmt.Errorf("it is packed by more than %d to 1, as no text is", maxRatio)
	case r.of.left < 0:
		return n, fmt.Errorf("the export unpacks to more than %d GB", maxUnpacked>>30)
	}
	return n, err
}
