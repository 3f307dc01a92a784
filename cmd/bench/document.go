package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// introduction is the document before anything was measured.
//
//go:embed introduction.md
var introduction string

// The sections of the document, each written by a run of its kind.
const (
	sectionBench = "bench"
	sectionPeers = "bench-peers"
)

func beginOf(section string) string { return "<!-- " + section + ": begin -->\n" }

func endOf(section string) string { return "<!-- " + section + ": end -->\n" }

// replaceSection puts text in the place of a section of the document, and leaves all else as it
// is. A document without the section, or with half of it, is not one to be written into.
func replaceSection(document, section, text string) (string, error) {
	before, rest, begins := strings.Cut(document, beginOf(section))
	_, after, ends := strings.Cut(rest, endOf(section))
	if !begins || !ends {
		return "", fmt.Errorf("it has no place for the section %s: it needs the lines %s and %s; or remove it, and it is made anew",
			section, strings.TrimSpace(beginOf(section)), strings.TrimSpace(endOf(section)))
	}
	return before + beginOf(section) + text + endOf(section) + after, nil
}

// section is the one that this run writes.
func (o options) section() string {
	if o.peers {
		return sectionPeers
	}
	return sectionBench
}

// withSection is the document, which is made where it is missing, with a section of this text.
func (b *bench) withSection(section, text string) (string, error) {
	document := introduction
	content, err := os.ReadFile(b.out)
	if err == nil {
		document = string(content)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	document, err = replaceSection(document, section, text)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", b.out, err)
	}
	return document, nil
}

func (b *bench) writeSection(section, text string) error {
	document, err := b.withSection(section, b.heading()+text)
	if err != nil {
		return err
	}
	if err := b.write(b.out, document); err != nil {
		return err
	}
	b.say("written to %s", b.out)
	return nil
}

// write replaces a file as a whole, so that half a document is never there.
func (b *bench) write(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", []byte(content), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// heading says when, on what and of what a section was measured.
func (b *bench) heading() string {
	return fmt.Sprintf("\n%s, on %s. %s. Each measure of a server lasted %s.\n\n", time.Now().UTC().Format("2 January 2006"),
		b.machine, strings.Join(b.versions, ", "), b.lasting)
}

func (b *bench) plotPath() string { return strings.TrimSuffix(b.out, filepath.Ext(b.out)) + ".svg" }
