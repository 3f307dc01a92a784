package activity_test

import (
	"strings"
	"testing"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/ingesttest"
)

// What a line says about secrecy and audience counts in any spelling and place; what is not understood closes.
func TestSecrecyInAnySpellingCloses(t *testing.T) {
	open := group("direction", false)
	plain, post := `{"type":"Create","actor":"zoe","object":{"type":"Group","id":"direction","name":"D"}}`, question("x-1", "direction")
	with := func(member string) []string {
		return []string{strings.Replace(plain, `"name"`, member+`,"name"`, 1), post}
	}
	said := func(members string) []string { return []string{group("direction", true), addressed("x-1", members)} }
	public := func(members string) []string { return []string{open, addressed("x-1", members)} }
	for name, lines := range map[string][]string{
		"as:secret": with(`"as:secret":true`), "a namespace": with(`"https://x.example/ns#secret":true`), "accent": with(`"sécret":true`),
		"accents": with(`"secrète":true`), "swapped": with(`"sercet":true`), "two letters more": with(`"seecrett":true`),
		"zero width": with("\"sec\u200bret\":true"), "Cyrillic": with(`"sесret":true`), "isSecret": with(`"isSecret":true`),
		"is_secret": with(`"is_secret":"1"`), "private": with(`"private":true`), "private null": with(`"private":null`),
		"visibility": with(`"visibility":"members"`), "not public": with(`"public":false`), "carriage return": with("\"as:secret\"\r:true"),
		"on the activity":          {onActivity(plain, `"secret":true`), post},
		"in a mention":             {open, addressed("x-1", `"audience":{"type":"Group","id":"direction","secret":true}`)},
		"in a Join":                {open, strings.Replace(act("Join", "ines", "direction"), `"direction"`, `{"type":"Group","id":"direction","secret":true}`, 1), post},
		"a secret note":            public(`"secret":true`),
		"a private note":           public(`"visibility":"private"`),
		"a direct message":         {open, onActivity(question("x-1", "direction"), `"directMessage":true`)},
		"an expanded audience":     said(`"https://www.w3.org/ns/activitystreams#audience":[{"@id":"direction"}]`),
		"a group of JSON-LD":       said(`"group":{"@id":"direction"}`),
		"a nested group":           said(`"space":{"community":{"id":"direction"}}`),
		"a person":                 public(`"as:to":"mailto:bob@exemple.example"`),
		"a person of JSON-LD":      public(`"as:to":{"@id":"mailto:bob@exemple.example"}`),
		"recipients":               public(`"recipients":["mailto:bob@exemple.example"]`),
		"full width":               public(`"ｔｏ":"mailto:bob@exemple.example"`),
		"an unknown member":        public(`"sharedWith":[{"who":"acct:bob@exemple.example"}]`),
		"a line of Python":         {open, strings.ReplaceAll(strings.Replace(strings.Replace(group("direction", true), "Create", "Update", 1), "true", "True", 1), `"`, "'"), post},
		"announced as secret":      {open, strings.Replace(group("direction", true), "Create", "Announce", 1), post},
		"cut before its id":        {open, `{"type":"Update","actor":"zoe","object":{"secret":true,"type":"Group","id":`, post},
		"to nobody":                public(`"to":[]`),
		"no audience":              public(`"audience":null`),
		"nobody at all":            public(`"to":[],"cc":[]`),
		"updated, then open again": {group("direction", true), question("x-1", ""), update("x-1", "direction", "x-1"), strings.Replace(update("x-1", "", "x-1 bis"), "2026-02-01", "2026-02-02", 1)},
		"private, then public":     {question("x-1", ""), strings.Replace(update("x-1", "", "x-1"), `"tag"`, `"to":[],"tag"`, 1), strings.Replace(update("x-1", "", "x-1"), `"tag"`, `"to":"as:Public","tag"`, 1)},
	} {
		store := ingesttest.OpenStore(t)
		report := strictly(t, store, source, lines...)
		if all := seen(t, store, ""); strings.Contains(all, "x-1") {
			t.Errorf("%s: a colleague sees %s\n%+v", name, all, report)
		}
	}
}

// A stored text whose newer version is private, or for a group that could not be read, goes out of sight.
func TestANewerVersionHidesWhatIsStored(t *testing.T) {
	for name, line := range map[string]string{
		"an update to a person": strings.Replace(update("x-1", "", "x-1"), `"tag"`, `"to":"mailto:bob@exemple.example","tag"`, 1),
		"created to a person":   addressed("x-1", `"to":"mailto:bob@exemple.example"`),
		"an unknown group":      question("x-1", "inconnu"),
		"updated likewise":      update("x-1", "inconnu", "x-1"),
		"marked":                addressed("x-1", `"secret":true`),
	} {
		store := ingesttest.OpenStore(t)
		strictly(t, store, source, question("x-1", ""), answer("x-2", "x-1"))
		for range 2 {
			report := strictly(t, store, source, line, act("Like", "ines", "x-1"), answer("x-3", "x-1"))
			if all := seen(t, store, ""); strings.Contains(all, "x-1 ?") || strings.Contains(all, "x-3") {
				t.Errorf("%s: a colleague sees %s\n%+v", name, all, report)
			}
		}
	}
}

// An id that differs from that of a secret group in its spelling alone makes no open group.
func TestNoOpenGroupIsMadeOfASecretOne(t *testing.T) {
	for secret, other := range map[string]string{"g": "G", "comité": "comite\u0301", "https://x.example/g": "https://x.example/g/", "Direction": "direction"} {
		for _, files := range [][][]string{{{group(secret, true), question("x-1", other)}}, {{group(secret, true)}, {question("x-1", other)}}} {
			if len(files) == 2 && secret == "Direction" {
				continue // ids are stored as hashes: a mixed case is not found again
			}
			store := ingesttest.OpenStore(t)
			for _, lines := range files {
				reader := activity.JSONLines{Path: linesFile(t, lines...), Source: source, Namer: ingesttest.Namer(), CreateCommunities: true, Store: store}
				if _, err := (ingest.Import{Source: source, Store: store, Namer: ingesttest.Namer(), CreatePeople: true}).Run(t.Context(), reader); err != nil {
					t.Fatal(err)
				}
			}
			if all := seen(t, store, ""); strings.Contains(all, "x-1") {
				t.Errorf("%q for %q: a colleague sees %s", other, secret, all)
			}
		}
	}
}

// What replies to something in a secret group is there, whichever member says so.
func TestAReplyInAnySpellingIsWhereItsParentIs(t *testing.T) {
	reply := strings.Replace(question("x-2", ""), "Question", "Note", 1)
	in := func(member string) string { return strings.Replace(reply, `"tag"`, member+`,"tag"`, 1) }
	for name, line := range map[string]string{
		"on the activity": onActivity(reply, `"inReplyTo":"x-1"`), "as:": in(`"as:inReplyTo":"x-1"`), "in_reply_to": in(`"in_reply_to":"x-1"`),
		"conversation": in(`"conversation":"x-1"`), "a list": in(`"inReplyTo":["public-1","x-1"]`), "thread": in(`"thread":{"root":{"@id":"x-1"}}`),
	} {
		before := []string{group("direction", true), act("Join", "ines", "direction"), question("public-1", ""), question("x-1", "direction")}
		for _, files := range [][][]string{{append(before, line)}, {before, {line}}} {
			store := ingesttest.OpenStore(t)
			for _, lines := range files {
				strictly(t, store, source, lines...)
			}
			if strings.Contains(seen(t, store, ""), "x-2") || !strings.Contains(seen(t, store, "ines"), "x-2") {
				t.Errorf("%s, %d files: a member sees %s", name, len(files), seen(t, store, "ines"))
			}
		}
	}
}

// Lines of JSON-LD are read; a tag that is not understood costs itself.
func TestDetailsCostNoPost(t *testing.T) {
	for name, line := range map[string]string{
		"JSON-LD":    `{"@context":"x","@type":"Create","as:actor":{"@id":"zoe"},"published":"2026-01-14T09:30:00Z","object":{"@type":"as:Note","@id":"x-1","content":"x-1"}}`,
		"an odd tag": addressed("x-1", `"tag":[5,{"name":{}},"prix"],"url":""`),
	} {
		store := ingesttest.OpenStore(t)
		if report := strictly(t, store, source, line); !strings.Contains(seen(t, store, ""), "x-1") || len(report.Rejected) > 0 {
			t.Errorf("%s: %+v", name, report)
		}
	}
}
