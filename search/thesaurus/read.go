package thesaurus

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Entry is a line of a list of synonyms: concepts that are related to each other, each with its labels.
type Entry struct {
	Line     int
	Concepts [][]string
}

// Read reads a list of synonyms. A line holds labels of one concept, "k8s = Kubernetes", and further concepts that are
// related to it, "soudage = welding ~ soudeur = welder". Empty lines and those that begin with # say nothing. A line
// that is not so is reported, and the rest is read.
func Read(from io.Reader, reject func(line int, cause string)) ([]Entry, error) {
	var entries []Entry
	lines := bufio.NewScanner(from)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		entry, cause := parse(line)
		if cause != "" {
			reject(number, cause)
			continue
		}
		entry.Line = number
		entries = append(entries, entry)
	}
	if err := lines.Err(); err != nil {
		return entries, fmt.Errorf("list of synonyms: %w", err)
	}
	return entries, nil
}

func parse(line string) (entry Entry, cause string) {
	labels := 0
	for concept := range strings.SplitSeq(line, "~") {
		var all []string
		for label := range strings.SplitSeq(concept, "=") {
			if label = strings.Join(strings.Fields(label), " "); label == "" {
				return entry, "a label is missing beside = or ~"
			}
			all = append(all, label)
		}
		labels += len(all)
		entry.Concepts = append(entry.Concepts, all)
	}
	if labels < 2 {
		return entry, "there is one label only: write what it means after ="
	}
	return entry, ""
}
