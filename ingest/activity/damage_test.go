package activity_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// guarded are words that not everybody may see, each in one place of guardedLines.
var guarded = []string{"corbeau", "kestrel", "brennhof", "obsidienne", "faucon", "merlin", "cormoran", "balbuzard", "harfang", "gerfaut", "vanneau", "courlis", "sterne", "pluvier"}

// guardedLines say things in a secret group and to persons, in all the ways in which a line may say so.
var guardedLines = []string{
	`{"type":"Create","actor":"zoe","published":"2026-01-10T08:00:00Z","object":{"type":"Group","id":"direction","name":"Groupe corbeau","secret":true}}`,
	`{"type":"Create","actor":"zoe","object":{"type":"Group","id":"achats","name":"Achats","secret":false}}`,
	`{"type":"Join","actor":"ines","published":"2026-01-11T08:00:00Z","object":"direction"}`,
	`{"type":"Join","actor":"hugo","published":"2026-01-11T08:00:00Z","object":"achats"}`,
	`{"type":"Create","actor":"ines","published":"2026-01-12T08:00:00Z","object":{"type":"Question","id":"quest-1","name":"Projet kestrel ?","tag":["brennhof"],"audience":"direction"}}`,
	`{"type":"Create","actor":{"type":"Person","id":"zoe","name":"Zoé"},"published":"2026-01-12T09:00:00Z","object":{"type":"Answer","id":"reply-2","inReplyTo":"quest-1","content":"obsidienne"}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T10:00:00Z","object":{"type":"Note","id":"note-3","content":"faucon","context":{"type":"Group","id":"direction","name":"Groupe corbeau"}}}`,
	`{"type":"Create","actor":"ines","published":"2026-01-12T11:00:00Z","to":["direction","as:Public"],"object":{"type":"Article","id":"paper-4","name":"merlin","content":"merlin"}}`,
	`{"type":"Create","actor":"ines","published":"2026-01-12T12:00:00Z","object":{"type":"Note","id":"note-5","content":"cormoran","inReplyTo":"note-3"}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T13:00:00Z","object":{"type":"Note","id":"note-6","content":"balbuzard","to":"mailto:ines@entreprise.example"}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T14:00:00Z","cc":["hugo"],"object":{"type":"Question","id":"quest-7","name":"harfang ?"}}`,
	`{"type":"Create","actor":"hugo","published":"2026-01-12T15:00:00Z","object":{"type":"Answer","id":"reply-8","inReplyTo":"quest-7","content":"gerfaut"}}`,
	`{"type":"Create","actor":"hugo","published":"2026-01-12T16:00:00Z","object":{"type":"Question","id":"quest-9","name":"Un prix ?","tag":["prix"],"audience":["achats"]}}`,
	`{"type":"Like","actor":"hugo","published":"2026-01-13T08:00:00Z","object":"quest-9"}`,
	`{"type":"Accept","actor":"ines","published":"2026-01-13T09:00:00Z","object":"reply-2"}`,
}

// takenBack are lines after which somebody sees less than before.
var takenBack = []string{
	`{"type":"Create","actor":"zoe","published":"2026-01-10T08:00:00Z","object":{"type":"Group","id":"fusion","name":"Fusion","secret":false}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T17:00:00Z","object":{"type":"Note","id":"note-11","content":"vanneau","audience":"fusion"}}`,
	`{"type":"Update","actor":"zoe","published":"2026-01-14T08:00:00Z","object":{"type":"Group","id":"fusion","name":"Fusion","secret":true}}`,
	`{"type":"Join","actor":"hugo","published":"2026-01-11T08:00:00Z","object":"fusion"}`,
	`{"type":"Undo","actor":"hugo","published":"2026-01-13T08:00:00Z","object":{"type":"Join","actor":"hugo","object":"fusion"}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T18:00:00Z","object":{"type":"Note","id":"note-12","content":"courlis","audience":"achats"}}`,
	`{"type":"Delete","actor":"zoe","published":"2026-01-13T08:00:00Z","object":"note-12"}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T19:00:00Z","object":{"type":"Note","id":"note-13","content":"sterne","audience":"achats"}}`,
	`{"type":"Update","actor":"zoe","published":"2026-01-13T08:00:00Z","object":{"type":"Note","id":"note-13","content":"sterne","audience":"direction"}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-10T08:00:00Z","object":{"type":"Group","id":"budget","name":"Budget","secret":true}}`,
	`{"type":"Create","actor":"zoe","published":"2026-01-12T20:00:00Z","object":{"type":"Note","id":"note-14","content":"pluvier","to":["budget"]}}`,
	`{"type":"Join","actor":"hugo","published":"2026-01-11T08:00:00Z","object":"budget"}`,
	`{"type":"Leave","actor":"hugo","published":"2026-01-13T08:00:00Z","object":"budget"}`,
}

// TestNoDamageOpensAnything: no import, however broken, makes visible to somebody what the intact import would not
// show them.
func TestNoDamageOpensAnything(t *testing.T) {
	ingesttest.FixSeed(t)
	rapid.Check(t, func(rt *rapid.T) { damageOpensNothing(rt, t) })
}

func FuzzDamage(f *testing.F) {
	ingesttest.AddEntropy(f)
	f.Fuzz(func(t *testing.T, entropy []byte) {
		rapid.MakeFuzz(func(rt *rapid.T) { damageOpensNothing(rt, t) })(t, entropy)
	})
}

func damageOpensNothing(rt *rapid.T, tb testing.TB) {
	lines, damage := slices.Clone(guardedLines), anyDamage
	if rapid.Bool().Draw(rt, "taken back") {
		lines, damage = append(lines, takenBack...), breakingDamage
	}
	var before []string
	if rapid.Bool().Draw(rt, "continued") {
		before = lines[:rapid.IntRange(1, 9).Draw(rt, "known")]
	}
	intact := seenAfter(rt, before, lines)
	damaged := slices.Clone(lines)
	for range rapid.IntRange(1, 3).Draw(rt, "damages") {
		n := rapid.IntRange(0, len(lines)-1).Draw(rt, "line")
		if damaged[n] == lines[n] { // what is damaged twice may be a word again
			damaged[n] = damage(rt, damaged[n])
		}
	}
	if rapid.Bool().Draw(rt, "shuffled") {
		damaged = rapid.Permutation(damaged).Draw(rt, "order")
	}
	for who, sees := range seenAfter(rt, before, damaged) {
		for word := range sees {
			if !intact[who][word] {
				tb.Logf("before:\n%s\n\ndamaged:\n%s", strings.Join(before, "\n"), strings.Join(damaged, "\n"))
				rt.Fatalf("%q sees %q, which the intact import does not show", who, word)
			}
		}
	}
}

// anyDamage changes a byte, or the structure of a line.
func anyDamage(rt *rapid.T, line string) string {
	at := rapid.IntRange(0, len(line)-1).Draw(rt, "at")
	with := string([]byte{rapid.Byte().Draw(rt, "byte")})
	switch rapid.IntRange(0, 6).Draw(rt, "damage") {
	case 0:
		return line[:at] + with + line[at+1:]
	case 1:
		return line[:at] + with + line[at:]
	case 2:
		return line[:at] + line[at+1:]
	case 3: // another value in a member
		values := []string{"null", "0", "1", `"true"`, `"oui"`, "{}", "[]", `[["x"]]`, `{"id":7}`}
		name := rapid.SampledFrom([]string{"secret", "id", "type", "published", "name", "inReplyTo", "actor"}).Draw(rt, "member")
		if name == "inReplyTo" {
			values = values[1:] // null is no reply
		}
		return strings.Replace(line, `"`+name+`":`, `"`+name+`":`+rapid.SampledFrom(values).Draw(rt, "value")+`,"was":`, 1)
	case 4: // another word for a type
		words := []string{"Organization", "Update", "Service", "Collection", "View", ""}
		for _, known := range rapid.Permutation([]string{"Create", "Group", "Note", "Question", "Join", "Answer"}).Draw(rt, "words") {
			if changed := strings.Replace(line, `"`+known+`"`, `"`+rapid.SampledFrom(words).Draw(rt, "word")+`"`, 1); changed != line {
				return changed
			}
		}
	case 5: // twice, the second time otherwise
		return line + "\n" + strings.Replace(line, "2026-01-1", "2026-01-2", 1)
	}
	return lossyDamage(rt, line)
}

// lossyDamage breaks a line in a way that may lose what it is about.
func lossyDamage(rt *rapid.T, line string) string {
	at := rapid.IntRange(0, len(line)-1).Draw(rt, "at")
	switch rapid.IntRange(0, 3).Draw(rt, "lost") {
	case 0:
		return line[:at]
	case 1:
		return line[at:]
	case 2:
		return line[:at] + "\n" + line[at:]
	}
	return strings.Replace(line, `","`, `","note":"`+strings.Repeat("x", 1<<20)+`","`, 1)
}

// breakingDamage makes that a line cannot be read, and leaves it what it is about.
func breakingDamage(rt *rapid.T, line string) string {
	few := rapid.IntRange(1, 9).Draw(rt, "few")
	switch rapid.IntRange(0, 4).Draw(rt, "broken") {
	case 0:
		return line[:len(line)-1]
	case 1:
		return line[few:]
	case 2:
		return line + line[:few]
	case 3:
		return strings.Replace(line, `"2026-01-`, `"le `, 1) + line[:1]
	}
	return strings.Replace(line, `":"`, "\":\"\xff", 1)
}

// seenAfter returns which guarded words each viewer sees once files were imported, one after the other.
func seenAfter(rt *rapid.T, files ...[]string) map[string]map[string]bool {
	store, err := sqlite.OpenMemory()
	if err != nil {
		rt.Fatal(err)
	}
	defer store.Close()
	dir, err := os.MkdirTemp("", "activity-")
	if err != nil {
		rt.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for _, lines := range files {
		path := filepath.Join(dir, "activity.jsonl")
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			rt.Fatal(err)
		}
		reader := activity.JSONLines{Path: path, Source: source, Namer: ingesttest.Namer(), Store: store}
		if _, err := (ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}).Run(context.Background(), reader); err != nil {
			rt.Fatal(err)
		}
	}
	sees := map[string]map[string]bool{}
	for _, who := range []string{"", "hugo", "ines", "zoe"} {
		sees[who] = map[string]bool{}
		viewer := access.Colleague()
		if who != "" {
			viewer.Person = graph.NodeKey(graph.KindPerson, ingesttest.Namer().ID("account", source, "id", who))
		}
		all := textOf(rt, access.NewGate(store, nil).View(viewer))
		for _, word := range guarded {
			if strings.Contains(all, word) {
				sees[who][word] = true
			}
		}
	}
	return sees
}
