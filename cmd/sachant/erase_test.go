package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/maintenance"
	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/graph/impression"
)

// spellings are the ways in which a text may be written in a file.
func spellings(text string) map[string][]byte {
	wide := func(order func([]byte, uint16) []byte) (out []byte) {
		for _, unit := range utf16.Encode([]rune(text)) {
			out = order(out, unit)
		}
		return out
	}
	little := func(b []byte, u uint16) []byte { return append(b, byte(u), byte(u>>8)) }
	big := func(b []byte, u uint16) []byte { return append(b, byte(u>>8), byte(u)) }
	latin, _ := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	escaped, _ := json.Marshal(text)
	ascii := strings.Trim(fmt.Sprintf("%+q", text), `"`)
	return map[string][]byte{
		"as it is": []byte(text), "decomposed": []byte(norm.NFD.String(text)), "in small letters": []byte(strings.ToLower(text)), "in capitals": []byte(strings.ToUpper(text)),
		"UTF-16LE": wide(little), "UTF-16BE": wide(big), "Windows-1252": latin, "JSON": bytes.Trim(escaped, `"`), "escaped": []byte(ascii),
		"in an address": []byte(url.QueryEscape(text)), "in a path": []byte(url.PathEscape(text)), "base64": []byte(base64.StdEncoding.EncodeToString([]byte(text))),
	}
}

// held are the files of a folder that hold a text in any spelling, compressed files too.
func held(t *testing.T, folder, text string) (found []string) {
	t.Helper()
	forms := spellings(text)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && strings.HasSuffix(path, ".gz") {
			var unzipped *gzip.Reader
			if unzipped, err = gzip.NewReader(bytes.NewReader(content)); err == nil {
				content, err = io.ReadAll(unzipped)
			}
		}
		for form, spelling := range forms {
			if bytes.Contains(content, spelling) {
				found = append(found, fmt.Sprintf("%s (%s)", strings.TrimPrefix(path, folder), form))
				break
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// toErase is somebody of the sample company.
type toErase struct {
	key    graph.Key
	person graph.Person
	keys   []graph.Key // of their accounts, interviews and wishes
}

// traces are the texts by which they are found in files.
func (e toErase) traces() []string {
	texts := []string{e.person.DisplayName, e.person.Mail, e.person.TelephoneNumber, e.person.EmployeeNumber, string(e.key), e.key.ID()}
	for _, key := range e.keys {
		texts = append(texts, string(key))
	}
	return append(texts, e.person.MailAlternateAddress...)
}

// who reads somebody of the library by their e-mail.
func (l library) who(mail string) (e toErase) {
	l.t.Helper()
	l.with(false, func(s installation.Searcher) {
		key, err := maintenance.PersonToErase(l.t.Context(), s.Reader, mail)
		if err != nil {
			l.t.Fatal(err)
		}
		facts, err := s.Reader.Facts(l.t.Context(), graph.Whole, key)
		if err != nil {
			l.t.Fatal(err)
		}
		edges, err := s.Reader.Edges(l.t.Context(), []graph.Key{key}, graph.Into, graph.KindIs, graph.KindConcerns, graph.KindWishedBy)
		if err != nil {
			l.t.Fatal(err)
		}
		e = toErase{key: key, person: graph.As[graph.Person](facts[0])}
		for _, edge := range edges {
			e.keys = append(e.keys, edge.From())
		}
	})
	return e
}

// erasable is the sample company after a year: imports that changed something, an audit, a backup.
func (l library) erasable(t *testing.T) {
	t.Helper()
	for _, args := range sampleImports(t) {
		l.run(args...)
	}
	company, err := filepath.Abs("../../fixtures/company")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"entretiens-2025.csv", "entretiens-2024.csv"} { // some rows are of people who are no longer there
		args := []string{"import", "interviews", filepath.Join(company, name), "--data", l.data, "--store", l.store}
		if status := run(args, l.environment(io.Discard)); status != 0 && status != 3 {
			t.Fatalf("%s: status %d", strings.Join(args, " "), status)
		}
	}
}

func (l library) audited(t *testing.T, entry audit.Entry) {
	t.Helper()
	log, err := audit.Open(filepath.Join(l.data, "audit"), 12, l.environment(nil).Now)
	if err == nil {
		err = log.Append(entry)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// shown counts somebody as shown in an answer to a search.
func (l library) shown(t *testing.T, person graph.Key) {
	t.Helper()
	path := filepath.Join(l.data, "impressions.db")
	log, err := impression.Open(path, l.environment(nil).Now)
	if err != nil {
		t.Fatal(err)
	}
	log.Note("hr", []impression.Shown{{Person: person, Evidence: person}})
	l.with(false, func(s installation.Searcher) { err = log.Flush(t.Context(), s.Reader) })
	if err = errors.Join(err, log.Close()); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); err != nil || !bytes.Contains(content, []byte(person)) {
		t.Fatalf("%s does not hold them: %v", path, err)
	}
}

// ranked are the people that each query finds, without one of them, with their scores as far as these do not depend on how many
// documents there are.
func (l library) ranked(t *testing.T, words []string, without graph.Key) (all [][]string) {
	t.Helper()
	for _, text := range l.answers(words, false) {
		var experts []struct {
			Person struct {
				Key graph.Key `json:"key"`
			} `json:"person"`
			Score float64 `json:"score"`
		}
		if err := json.Unmarshal([]byte(text), &experts); err != nil {
			t.Fatal(err)
		}
		var places []string
		for _, expert := range experts {
			if expert.Person.Key != without {
				places = append(places, fmt.Sprintf("%s %.2f", expert.Person.Key, expert.Score))
			}
		}
		all = append(all, places)
	}
	return all
}

// P-06: once somebody is erased, no file of the data directory holds their name, address, numbers or keys, however they are
// written; everything agrees; a backup that is restored is erased again.
func TestP06ErasedPeopleAreInNoFile(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	e := l.who("catherine.berthelot@ateliers-merlonne.example")
	l.audited(t, audit.Entry{Actor: string(e.key), Role: "hr", Action: audit.ActionView, People: []graph.Key{e.key, "person/other"}})
	l.shown(t, e.key)
	l.run("token", "create", "--person", e.person.Mail, "--name", "Of "+e.person.DisplayName)
	backup := filepath.Join(t.TempDir(), "before.db")
	l.run("backup", backup)
	for _, trace := range []string{e.person.DisplayName, e.person.Mail, string(e.key)} {
		if len(held(t, l.data, trace)) < 2 {
			t.Fatalf("before, only %v hold %s", held(t, l.data, trace), trace)
		}
	}
	said := l.run("erase", e.person.Mail)
	if !strings.Contains(said, backup) {
		t.Errorf("of the backup it says nothing:\n%s", said)
	}
	l.isErased(t, e)
	restored := library{t: t, data: filepath.Join(t.TempDir(), "restored")}
	restored.run("restore", backup, "--erasure-register", filepath.Join(l.data, "erasures.jsonl"))
	restored.run("stats")
	restored.isErased(t, e)
}

// A backup is not restored where it cannot be said who was erased after it was made: a register that is named and not there, or
// that cannot be read, leaves nothing that would bring somebody back.
func TestNothingIsRestoredWithoutTheRegister(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	dir := t.TempDir()
	backup, broken, empty := filepath.Join(dir, "before.db"), filepath.Join(dir, "broken.jsonl"), filepath.Join(dir, "empty.jsonl")
	l.run("backup", backup)
	for path, text := range map[string]string{broken: `{"hash`, empty: ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	restored := library{t: t, data: filepath.Join(dir, "restored")}
	for _, register := range []string{filepath.Join(dir, "mistyped.jsonl"), broken} {
		var said strings.Builder
		environment := restored.environment(io.Discard)
		environment.Stderr = &said
		if status := run([]string{"restore", backup, "--data", restored.data, "--erasure-register", register}, environment); status != 1 {
			t.Errorf("with %s the status is %d", register, status)
		}
		if _, err := os.Stat(restored.data); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("with %s something is restored: %v", register, err)
		}
		if !strings.Contains(said.String(), "nothing was restored") || !strings.Contains(said.String(), register) {
			t.Errorf("with %s it says %s", register, said.String())
		}
	}
	restored.run("restore", backup, "--erasure-register", empty)
}

func (l library) isErased(t *testing.T, e toErase) {
	t.Helper()
	for _, trace := range e.traces() {
		if trace == "" {
			continue
		}
		if found := held(t, l.data, trace); len(found) > 0 {
			t.Errorf("%v still hold %s", found, trace)
		}
	}
	if said := l.run("check"); said != "" {
		t.Errorf("check says %s", said)
	}
	if said := l.run("export"); strings.Contains(said, string(e.key)) || strings.Contains(said, e.person.DisplayName) {
		t.Error("an export holds them")
	}
	if dir := filepath.Join(l.data, "audit"); l.run("audit", "verify") == "" {
		t.Errorf("the audit in %s says nothing", dir)
	}
	if status := run([]string{"erase", e.person.Mail, "--data", l.data, "--store", l.store}, l.environment(io.Discard)); status != 1 {
		t.Errorf("erased twice, with status %d", status)
	}
}

// The same in Neo4j, whose log keeps entries that were cut off for a while, without what they were about.
func TestP06ErasedPeopleAreNotInNeo4j(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data"), store: live.Neo4j(t)}
	l.erasable(t)
	e := l.who("catherine.berthelot@ateliers-merlonne.example")
	l.run("erase", e.person.Mail)
	l.isErased(t, e)
	driver, err := neo4j.NewDriverWithContext(l.store, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	defer driver.Close(context.Background())
	const everything = `MATCH (n) RETURN properties(n) AS p UNION ALL MATCH ()-[r]->() RETURN properties(r) AS p`
	result, err := neo4j.ExecuteQuery(t.Context(), driver, everything, nil, neo4j.EagerResultTransformer)
	if err != nil || len(result.Records) < 1000 {
		t.Fatalf("%v, %d records", err, len(result.Records))
	}
	for _, record := range result.Records {
		text := fmt.Sprint(record.Values...)
		for _, trace := range e.traces() {
			if trace != "" && strings.Contains(text, trace) {
				t.Fatalf("%s is in %.200s", trace, text)
			}
		}
	}
}

// Who wrote nothing and liked nothing changes nobody's place by going.
func TestTheRankingOfOthersStays(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	var quiet graph.Key
	l.with(false, func(s installation.Searcher) {
		active := map[graph.Key]bool{}
		_, err := s.Reader.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
			active[fact.From()] = active[fact.From()] || fact.Key.Kind() != graph.KindReportsTo
			active[fact.To()] = true
			return nil
		}, graph.KindAuthored, graph.KindLikes, graph.KindFollows, graph.KindReportsTo)
		if err == nil {
			_, err = s.Reader.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error {
				if quiet == "" && !active[fact.From()] {
					quiet = fact.From()
				}
				return nil
			}, graph.KindDeclares)
		}
		if err != nil || quiet == "" {
			t.Fatalf("nobody only has skills, %v", err)
		}
	})
	words := append(l.words(40), "soudage", "qualité", "achats")
	before := l.ranked(t, words, quiet)
	l.run("erase", string(quiet))
	for i, after := range l.ranked(t, words, quiet) { // one more may follow at the end of the page
		if len(after) < len(before[i]) || !slices.Equal(before[i], after[:len(before[i])]) {
			t.Errorf("%s: %v before, %v after", words[i], before[i], after)
		}
	}
}

// directoryWithout writes the directory of the sample company without the entry of one address.
func directoryWithout(t *testing.T, mail string) (path string) {
	t.Helper()
	directory, err := os.ReadFile("../../fixtures/company/annuaire.ldif")
	if err != nil {
		t.Fatal(err)
	}
	entries := slices.DeleteFunc(strings.Split(string(directory), "\n\n"), func(entry string) bool { return strings.Contains(entry, mail) })
	path = filepath.Join(t.TempDir(), "annuaire.ldif")
	if err := os.WriteFile(path, []byte(strings.Join(entries, "\n\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// options are those of commands.
func (l library) options() *cli.Options {
	o := &cli.Options{Environment: l.environment(io.Discard), TradeWords: true}
	o.Data, o.Store = l.data, l.store
	return o
}

// A command without a server applies the retention, by the clock.
func TestExpireErasesWhoLeft(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	e := l.who("catherine.berthelot@ateliers-merlonne.example")
	l.run("import", "directory", "--ldif", directoryWithout(t, e.person.Mail))
	expireOn := func(days int) string {
		var out strings.Builder
		env := l.environment(&out)
		env.Now = func() time.Time { return time.Now().AddDate(0, 0, days) } // the store's clock says when they left
		if status := run([]string{"expire", "--json", "--data", l.data}, env); status != 0 {
			t.Fatalf("expire: %d", status)
		}
		return out.String()
	}
	for _, step := range []struct {
		days int
		want string
	}{{29, `"purged":0,"erased":0`}, {31, `"purged":1,"erased":0`}, {89, `"purged":0,"erased":0`}, {91, `"purged":0,"erased":1`}} {
		if said := expireOn(step.days); !strings.Contains(said, step.want) {
			t.Errorf("after %d days it says %s, not %s", step.days, said, step.want)
		}
	}
	l.isErased(t, e)
}
