package directory_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// guardedWords are in what not everybody may see of guardedEntries.
var guardedWords = []string{"corbeau", "kestrel", "brennhof", "obsidienne", "faucon", "merlin", "cormoran", "balbuzard", "harfang", "gerfaut",
	"990127", "autrefois"}

// guardedEntries are of people who are hidden or have left, in each way of saying so, among others.
func guardedEntries() [][]string {
	entry := func(id int, uid, name string, more ...string) []string {
		return append([]string{"dn: uid=" + uid + ",ou=people,dc=exemple,dc=example", "objectClass: inetOrgPerson",
			fmt.Sprintf("entryUUID: 5a4d0c1e-0b77-4c53-9a5e-%012d", id), "uid: " + uid, "cn: " + name, "sn: " + name, "givenName: " + name}, more...)
	}
	return [][]string{
		entry(1, "zoe", "Zoe", "title: Ingenieure", "ou: Exploitation", "l: Lyon", "employeeNumber: 990127", "mailAlternateAddress: autrefois@exemple.example"),
		entry(2, "hana", "corbeau", "title: kestrel", "supannListeRouge: TRUE", "ou: brennhof", "l: obsidienne", "mail: kestrel@exemple.example"),
		entry(3, "paul", "Paul", "ou: Exploitation", "description: rien", "manager: uid=zoe,ou=people,dc=exemple,dc=example"),
		entry(4, "igor", "faucon", "msExchHideFromAddressLists;x-a: TRUE", "title: merlin", "ou: Exploitation", "manager: uid=hana,ou=people,dc=exemple,dc=example"),
		entry(5, "jade", "cormoran", "nsAccountLock: TRUE", "ou: balbuzard"),
		entry(6, "karl", "harfang", "userAccountControl: 514", "l: gerfaut"),
		entry(7, "anne", "Anne", "supannListeRouge: FALSE", "l: Lyon"),
	}
}

// TestNoDamageOpensAnything: no import, however broken, makes visible to somebody what the intact import would not
// show them.
func TestNoDamageOpensAnything(t *testing.T) {
	ingesttest.FixSeed(t)
	shown := shownIntact(t)
	rapid.Check(t, func(rt *rapid.T) { damageOpensNothing(rt, t, shown) })
}

func FuzzDamage(f *testing.F) {
	shown := shownIntact(f)
	ingesttest.AddEntropy(f)
	f.Fuzz(func(t *testing.T, entropy []byte) {
		rapid.MakeFuzz(func(rt *rapid.T) { damageOpensNothing(rt, t, shown) })(t, entropy)
	})
}

// shownIntact returns what the intact import shows to each viewer.
func shownIntact(tb testing.TB) map[string]map[string]bool {
	intact := whole(guardedEntries())
	if open := seenAfter(tb, strings.NewReplacer("TRUE", "FALSE", "514", "512").Replace(intact)); len(open[""]) != len(guardedWords)-2 {
		tb.Fatalf("nothing hides them, and a colleague sees only %v", open[""])
	}
	return seenAfter(tb, intact)
}

func damageOpensNothing(rt *rapid.T, tb testing.TB, shown map[string]map[string]bool) {
	entries := guardedEntries()
	intact := whole(entries)
	files := []string{}
	again := rapid.Bool().Draw(rt, "imported before")
	if again {
		files = append(files, intact)
	}
	damages := rapid.SliceOfN(rapid.IntRange(0, len(entries)-1), 1, 3).Draw(rt, "entries")
	if again { // who is known by nothing any more is somebody new
		slices.Sort(damages)
		damages = slices.Compact(damages)
	}
	for _, n := range damages {
		damageEntry(rt, entries[n], again)
	}
	if rapid.Bool().Draw(rt, "shuffled") {
		entries = rapid.Permutation(entries).Draw(rt, "order")
	}
	damaged := whole(entries)
	if rapid.Bool().Draw(rt, "cut") {
		at := rapid.IntRange(1, len(damaged)-1).Draw(rt, "at")
		if damaged[at-1] != '\n' && damaged[at] != '\n' { // else it is what somebody may have written
			damaged = damaged[:at]
		}
	}
	for who, sees := range seenAfter(rt, append(files, damaged)...) {
		for word := range sees {
			if !shown[who][word] {
				tb.Logf("imported before: %t, damaged:\n%s", again, damaged)
				rt.Fatalf("%q sees %q, which the intact import does not show", who, word)
			}
		}
	}
}

func whole(entries [][]string) string {
	var text strings.Builder
	for _, lines := range entries {
		text.WriteString(strings.Join(lines, "\n") + "\n\n")
	}
	return text.String()
}

// damageEntry damages a line of an entry. What hides somebody may be lost altogether only where that is known from
// before, and what closes an account not at all: without it, the entry says the opposite.
func damageEntry(rt *rapid.T, lines []string, known bool) {
	n := rapid.IntRange(0, len(lines)-1).Draw(rt, "line")
	line := lines[n]
	name, value, _ := strings.Cut(line, ":")
	hides := strings.Contains(name, "ListeRouge") || strings.Contains(name, "HideFrom")
	closes := strings.Contains(name, "Lock") || strings.Contains(name, "Control")
	junk := string([]byte{rapid.Byte().Draw(rt, "byte")})
	at := rapid.IntRange(0, len(line)).Draw(rt, "at")
	switch {
	case closes:
		lines[n] = name + ":" + rapid.SampledFrom([]string{": !", ":", " ", "< file:///x", " " + junk + "x", " perhaps"}).Draw(rt, "value") + value
	case hides && !(known && strings.Contains(line, "TRUE")):
		lines[n] = rapid.SampledFrom([]string{name + "::" + value, name + ";x:" + value, name + value, name + ": " + strings.Trim(junk, "\n\r ") + value,
			"x" + line, " " + line, "\n" + line, name + ":"}).Draw(rt, "line of a flag")
	default:
		rest := strings.TrimLeft(line[at:], " ") // else it goes on with the line before, as somebody may have written
		lines[n] = rapid.SampledFrom([]string{line[:at], rest, line[:at] + junk + line[at:], line[:at] + "\n" + line[at:], "",
			line + "\n" + line, line[:at] + "\x00" + line[at:], name + "::" + value, name + ":<" + value, "\n" + line}).Draw(rt, "damaged line")
	}
}

// seenAfter returns which guarded words each viewer sees once files were imported, one after the other.
func seenAfter(rt interface{ Fatal(...any) }, files ...string) map[string]map[string]bool {
	store, err := sqlite.OpenMemory()
	if err != nil {
		rt.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	file, err := os.CreateTemp("", "people-*.ldif")
	if err != nil {
		rt.Fatal(err)
	}
	_ = file.Close()
	defer func() { _ = os.Remove(file.Name()) }()
	for _, text := range files {
		if err := os.WriteFile(file.Name(), []byte(text), 0o600); err != nil {
			rt.Fatal(err)
		}
		importing := ingest.Import{Source: "directory", Store: store, Namer: namer(), CreatePeople: true}
		_, _ = importing.Run(context.Background(), directory.File{Options: options(), Path: file.Name()})
	}
	people := map[string]graph.Key{"": ""}
	for id, uid := range []string{"zoe", "hana", "paul"} {
		people[uid] = graph.NodeKey(graph.KindPerson, namer().ID("account", "directory", "entryUUID", fmt.Sprintf("5a4d0c1e-0b77-4c53-9a5e-%012d", id+1)))
	}
	sees := map[string]map[string]bool{}
	for who, person := range people {
		sees[who] = map[string]bool{}
		var all strings.Builder
		_, err := access.NewGate(store, nil).View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}}).
			Scan(context.Background(), graph.Whole, func(fact graph.Fact) error {
				_, err := fmt.Fprintf(&all, "%s %+v\n", fact.Key, fact.Value)
				return err
			})
		if err != nil {
			rt.Fatal(err)
		}
		for _, word := range slices.DeleteFunc(slices.Clone(guardedWords), func(word string) bool { return !strings.Contains(all.String(), word) }) {
			sees[who][word] = true
		}
	}
	return sees
}
