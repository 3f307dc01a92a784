package activity

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestFastJSONAgrees: what fastJSON reads, encoding/json reads alike.
func TestFastJSONAgrees(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { agree(rt, []byte(drawObject(rt, 3))) })
}

func FuzzFastJSON(f *testing.F) {
	f.Add([]byte(`{"type":"Like","actor":"u","published":"2026-01-14T12:00:00Z","object":{"id":"q","tag":["#a"]}}`))
	f.Add([]byte(`{"type": "Create", "object": {"secret": true, "audience": {"id": "g"}, "content": "a\nb"}}`))
	f.Fuzz(func(t *testing.T, line []byte) { agree(t, line) })
}

func agree(t interface{ Errorf(string, ...any) }, line []byte) {
	var got activity
	if !got.parseFast(line) || !utf8.Valid(line) {
		return
	}
	var want activity
	if err := json.Unmarshal(line, &want); err != nil {
		t.Errorf("fastJSON reads %q, of which encoding/json says %v", line, err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(activity{}, object{}, marks{}, openness{}, recipient{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%q: encoding/json (-) and fastJSON (+) differ:\n%s", line, diff)
	}
}

// TestFastJSONReadsUsualLines: the lines of the package comment need no other reader, but those with lists of
// objects.
func TestFastJSONReadsUsualLines(t *testing.T) {
	for _, line := range []string{
		`{"type":"Create","actor":{"type":"Person","id":"u-7","name":"Zoé Lefèvre"},"published":"2026-01-14T09:30:00+01:00","object":{"type":"Question","id":"q-17","name":"Comment ?","content":"<p>Nous\n\"avons\"…</p>","tag":["négociation","#achats"],"audience":"achats","url":"https://intranet.exemple/q/17"}}`,
		`{"type": "Like", "actor": "u-7", "published": "2026-01-14T12:00:00Z", "object": "a-18"}`,
		`{"type":"Join","actor":"u-9","published":"2026-01-10T08:00:00Z","object":"achats","role":"moderator"}`,
		`{"type":"Undo","actor":"u-7","published":"2026-01-14T13:00:00Z","object":{"type":"Like","actor":"u-7","object":"a-18"}}`,
		`{"id":"like-21","type":"Like","actor":"u-9","published":"2026-01-14T12:05:00Z","object":"q-17"}`,
	} {
		if !new(activity).parseFast([]byte(line)) {
			t.Errorf("fastJSON leaves %s to encoding/json", line)
		}
		agree(t, []byte(line))
	}
}

// drawObject writes an object with members that are known, odd, twice there or of another kind.
func drawObject(rt *rapid.T, depth int) string {
	names := []string{"type", "id", "actor", "object", "published", "role", "name", "content", "tag", "secret", "audience", "to", "cc", "context", "audiense", "inReplyTo", "Type", "@context", "n\\u0061me"}
	var members []string
	for range rapid.IntRange(0, 5).Draw(rt, "members") {
		name := rapid.SampledFrom(names).Draw(rt, "name")
		members = append(members, `"`+name+`"`+drawBlank(rt)+":"+drawBlank(rt)+drawValue(rt, depth))
	}
	return "{" + strings.Join(members, drawBlank(rt)+",") + "}"
}

func drawValue(rt *rapid.T, depth int) string {
	values := []string{`""`, `"x"`, `"é\n\"\u00e9\ud800"`, "null", "true", "false", "7", `["a","#b",""]`, "[]", `[{"type":"Mention","name":"c"}]`, `"unclosed`, `{}`}
	if depth > 0 && rapid.Bool().Draw(rt, "deeper") {
		return drawObject(rt, depth-1)
	}
	return rapid.SampledFrom(values).Draw(rt, "value")
}

func drawBlank(rt *rapid.T) string {
	return rapid.SampledFrom([]string{"", "", " ", "\t"}).Draw(rt, "blank")
}
