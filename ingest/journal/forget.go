package journal

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// Forget removes from what is kept of imports each change whose text mentions something, and the reports that do. An import
// is then undone without these changes.
func (d Dir) Forget(mentions func(text string) bool) error {
	if err := d.forgetParts(); err != nil {
		return err
	}
	all, err := d.all()
	for _, each := range all {
		if err == nil {
			err = d.forgetIn(each, mentions)
		}
	}
	return err
}

// forgetParts removes what processes left that were killed while they wrote: an import that writes just now fails, and can be
// made again.
func (d Dir) forgetParts() error {
	parts, err := d.glob("*.part")
	for _, path := range parts {
		if gone := os.Remove(path); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

func (d Dir) forgetIn(about Import, mentions func(string) bool) error {
	if err := d.forgetAttachments(about.ID, mentions); err != nil {
		return err
	}
	if files := len(about.Files); files > 0 {
		about.Files = slices.DeleteFunc(about.Files, mentions)
		if len(about.Files) < files {
			if err := d.write(about); err != nil {
				return err
			}
		}
	}
	if _, err := os.Stat(d.data(about.ID)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	lines, err := d.read(about.ID)
	if err != nil {
		return err
	}
	before := len(lines)
	lines = slices.DeleteFunc(lines, func(one line) bool {
		text, err := json.Marshal(one)
		return err != nil || mentions(string(text)) || mentions(plainText(one))
	})
	if len(lines) == before {
		return nil
	}
	return d.rewrite(about.ID, lines)
}

// plainText is what a line says, without the escapes of JSON.
func plainText(one line) string {
	if one.Was == nil {
		return string(one.Key)
	}
	var texts []any
	for _, raw := range []json.RawMessage{one.Was.Brief, one.Was.Long} {
		var value any
		if json.Unmarshal(raw, &value) == nil {
			texts = append(texts, value)
		}
	}
	return fmt.Sprint(one.Key, " ", one.Was.Origin, " ", texts)
}

func (d Dir) forgetAttachments(id string, mentions func(string) bool) error {
	attached, err := d.glob(attachmentPattern(id))
	if err != nil {
		return err
	}
	for _, path := range attached {
		text, err := os.ReadFile(path)
		if err == nil && mentions(string(text)) {
			err = os.Remove(path)
		}
		if err != nil {
			return fmt.Errorf("forget what is kept of an import: %w", err)
		}
	}
	return nil
}

// rewrite writes a journal anew, beside the old one, which it replaces.
func (d Dir) rewrite(id string, lines []line) error {
	part := d.data(id) + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("forget what is kept of an import: %w", err)
	}
	zip := gzip.NewWriter(file)
	encoder := json.NewEncoder(zip)
	for _, one := range lines {
		err = errors.Join(err, encoder.Encode(one))
	}
	err = errors.Join(err, zip.Close(), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(part, d.data(id))
	}
	if err != nil {
		return fmt.Errorf("forget what is kept of an import: %w", err)
	}
	return nil
}
