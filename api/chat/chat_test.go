package chat

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhatIsTypedIsUnderstood(t *testing.T) {
	for text, want := range map[string][2]string{
		"who knows about welding?":         {actionFind, "welding"},
		"Who knows  the  C# compiler ?":    {actionFind, "the C# compiler"},
		"qui connaît le soudage TIG\u00a0": {actionFind, "le soudage TIG"},
		"qui s’y connaît en paie ?":        {actionFind, "paie"},
		"skill:welding level>=3":           {actionFind, "skill:welding level>=3"},
		"soudage":                          {actionFind, "soudage"},
		"ask Which gas for steel?":         {actionAsk, "Which gas for steel"},
		"demander Quel gaz ?":              {actionAsk, "Quel gaz"},
		"":                                 {actionHelp, ""},
		" ? ":                              {actionHelp, ""},
		"Aide":                             {actionHelp, ""},
	} {
		if action, words := (command{text: text}).parsed(); [2]string{action, words} != want {
			t.Errorf("%q is %s %q, want %q", text, action, words, want)
		}
	}
	slack, err := read(Slack, []byte("user_id=U1&team_id=T1&text=%3Chttps%3A%2F%2Fk8s.io%7Ckubernetes%3E+level%26gt%3B%3D3"))
	if err != nil || slack != (command{"T1/U1", "kubernetes level>=3"}) {
		t.Errorf("a command of Slack is %+v, %v", slack, err)
	}
	if _, words := (command{text: strings.Repeat("é", 500)}).parsed(); len([]rune(words)) != longestWords {
		t.Errorf("a long text is %d characters", len([]rune(words)))
	}
}

// The file of people is read again when it changes; one that is wrong changes nothing.
func TestThePeopleOfAProgramAreReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "people")
	write := func(text string, minute int) {
		t.Helper()
		at := time.Date(2026, 1, 1, 9, minute, 0, 0, time.UTC)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("\ufeff# id; person\nu1; ada@example.com\n", 1)
	people, err := ReadPeople(path)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(id, want string, fails bool) {
		t.Helper()
		if person, linked, err := people.Find(id); person != want || linked != (want != "") || (err != nil) != fails {
			t.Errorf("%s is %q, %v", id, person, err)
		}
	}
	expect("u1", "ada@example.com", false)
	expect("u2", "", false)
	write("u1;ada@example.com\nu2;000127\n", 2)
	expect("u2", "000127", false)
	write("u1;ada@example.com\nu1;bob@example.com\n", 3)
	expect("u2", "000127", true)
	for text, want := range map[string]string{"u1\n": "record on line 1", "u1;\n": "line 1: an id and a person", "u1;a\nu1;b\n": `line 2: "u1" stands for two people`} {
		if _, err := parsePeople([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Whatever is sent is a command of bounded length, or an error.
func FuzzRead(f *testing.F) {
	f.Add(Teams, `{"text":"<at>S</at> who knows <b>welding</b>","from":{"aadObjectId":"x"}}`)
	f.Add(Slack, "text=who+knows+welding&user_id=U1&team_id=T1")
	f.Fuzz(func(t *testing.T, kind, body string) {
		command, err := read(kind, []byte(body))
		if err != nil {
			return
		}
		action, words := command.parsed()
		if !slices.Contains([]string{actionFind, actionAsk, actionHelp}, action) || len([]rune(words)) > longestWords || (words == "") != (action == actionHelp) {
			t.Errorf("%s %q", action, words)
		}
	})
}

// Whatever a file of people holds, no id stands for two people, and none for nobody.
func FuzzPeople(f *testing.F) {
	f.Add("u1;ada@example.com\n# nobody\n\"u;2\";000127")
	f.Fuzz(func(t *testing.T, text string) {
		people, err := parsePeople([]byte(text))
		for id, person := range people {
			if err == nil && (strings.TrimSpace(id) == "" || strings.TrimSpace(person) == "") {
				t.Errorf("%q is %q", id, person)
			}
		}
	})
}
