package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/graph"
)

// tester is a test, a benchmark or a check of a property.
type tester interface {
	Helper()
	Fatal(args ...any)
}

func record(t tester, fact graph.Fact) graph.Record {
	t.Helper()
	record, err := fact.Record()
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func TestEveryKindIsDecoded(t *testing.T) {
	for _, value := range graph.Values() {
		var fact graph.Fact
		if from, to := value.Kind().Ends(); value.Kind().IsEdge() {
			fact = graph.Edge(graph.NodeKey(from, "a"), "", graph.NodeKey(to, "b"), "test", value)
		} else {
			fact = graph.Node("a", "test", value)
		}
		if err := fact.Key.Check(); err != nil {
			t.Error(err)
		}
		if got, err := record(t, fact).Fact(); err != nil || !cmp.Equal(got, fact) {
			t.Errorf("%s comes back as %+v, %v", fact.Key, got, err)
		}
	}
}

// A value is stored in two parts, so what is empty in one must not be written there.
func TestEmptyFieldsAreNotWritten(t *testing.T) {
	for _, value := range graph.Values() {
		if got := string(record(t, graph.Fact{Key: "x", Value: value}).Brief); got != "{}" {
			t.Errorf("an empty %s is %s; its fields want omitempty or omitzero", value.Kind(), got)
		}
	}
}

func TestLongFieldsAreApart(t *testing.T) {
	fact := graph.Node("1", "qna", graph.Contribution{Title: "How?", Content: "At length."})
	got := record(t, fact)
	if brief, long := string(got.Brief), string(got.Long); brief != `{"title":"How?"}` || long != `{"content":"At length."}` {
		t.Errorf("Record = brief %s and long %s", brief, long)
	}
	got.Long = nil
	if brief, err := got.Fact(); err != nil || !cmp.Equal(brief.Value, graph.Value(graph.Contribution{Title: "How?"})) {
		t.Errorf("a record without its long part is %+v, %v", brief, err)
	}
	isLong := []graph.Kind{graph.KindAccount, graph.KindContribution, graph.KindConcept, graph.KindRole, graph.KindOpening}
	for _, value := range graph.Values() {
		if want := slices.Contains(isLong, value.Kind()); value.Kind().HasLong() != want {
			t.Errorf("HasLong(%s) = %v", value.Kind(), !want)
		}
	}
}

// TestSameMeaningSameBytes: two facts that mean the same are one, so importing again changes
// nothing.
func TestSameMeaningSameBytes(t *testing.T) {
	paris := time.FixedZone("Paris", 3600)
	for name, pair := range map[string][2]graph.Value{
		"composed and decomposed letters": {graph.Person{DisplayName: "Renée"}, graph.Person{DisplayName: "Rene\u0301e"}},
		"no list and an empty one":        {graph.Skill{}, graph.Skill{AltLabel: []string{}}},
		"one moment in two zones": {
			graph.Likes{At: time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)}, graph.Likes{At: time.Date(2026, 1, 14, 13, 0, 0, 0, paris)},
		},
		"parts of a millisecond": {
			graph.Answers{AcceptedAt: time.Unix(1, 5_000_000)}, graph.Answers{AcceptedAt: time.Unix(1, 5_999_999)},
		},
	} {
		first := record(t, graph.Fact{Key: "x", Value: pair[0]})
		if second := record(t, graph.Fact{Key: "x", Value: pair[1]}); string(first.Brief) != string(second.Brief) {
			t.Errorf("%s: %s and %s", name, first.Brief, second.Brief)
		}
	}
}

func TestTextIsReadable(t *testing.T) {
	got := record(t, graph.Node("a", "", graph.Person{DisplayName: "Œuvre <b> & C++"}))
	if string(got.Brief) != `{"displayName":"Œuvre <b> & C++"}` {
		t.Errorf("Brief = %s", got.Brief)
	}
}

// TestMarksAfterEscapes: a mark that stands alone must not be put on the letter of an escape.
func TestMarksAfterEscapes(t *testing.T) {
	for text, want := range map[string]string{
		"\n\u0303": "\n\u0303", "\t\u0308e\u0301": "\t\u0308é", "\x0a\x1a\u0301\\\u0301\"\u0301": "\x0a\x1a\u0301\\\u0301\"\u0301",
		"\u2028\u0301 e\u0301 \\n\u0303": "\u2028\u0301 é \\ñ", "\u0301": "\u0301",
	} {
		got, err := record(t, graph.Node("a", "", graph.Person{DisplayName: text})).Fact()
		if err != nil || graph.As[graph.Person](got).DisplayName != want {
			t.Errorf("%+q comes back as %+q, %v; want %+q", text, graph.As[graph.Person](got).DisplayName, err, want)
		}
	}
}

func TestTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fact := graph.Node("1", "qna", graph.Contribution{
			Title: rapid.Map(rapid.StringMatching(`[ -~\n\t\x{301}\x{303}é]{0,30}`), norm.NFC.String).Draw(t, "title"), Content: rapid.StringMatching(`[\x00-~]{0,60}`).Draw(t, "content"),
		})
		record, err := fact.Record()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := record.Fact(); err != nil || !cmp.Equal(got, fact) {
			t.Errorf("%+v comes back as %+v, %v", fact, got, err)
		}
	})
}

func TestBrokenRecords(t *testing.T) {
	for why, record := range map[string]graph.Record{
		"no JSON":      {Key: "person/a", Brief: []byte("{")},
		"another type": {Key: "person/a", Brief: []byte(`{"title":7}`)},
		"broken long":  {Key: "contribution/a", Brief: []byte("{}"), Long: []byte("[]")},
		"unknown kind": {Key: "animal/a", Brief: []byte("{}")},
	} {
		if _, err := record.Fact(); !errors.Is(err, graph.ErrInvalid) || !strings.Contains(err.Error(), string(record.Key)) {
			t.Errorf("%s: %v, want ErrInvalid and the key", why, err)
		}
	}
	if _, err := (graph.Fact{Key: "person/a"}).Record(); !errors.Is(err, graph.ErrInvalid) {
		t.Errorf("a fact without value: %v, want ErrInvalid", err)
	}
}

// FuzzDecode: whatever bytes a store gives back, a fact is an error or comes round again.
func FuzzDecode(f *testing.F) {
	for _, value := range graph.Values() {
		record := record(f, graph.Fact{Key: graph.Key(value.Kind()) + "/a", Value: value})
		f.Add(string(value.Kind())+"/a", record.Brief, record.Long)
	}
	f.Add("contribution/a", []byte(`{"likes":[{"on":"2026-01-14","count":3}],"publishedAt":"2026-01-14T12:00:00Z"}`), []byte(`{"content":"é"}`))
	f.Add("person/a", []byte(`{"displayName":"\n\u0303 \\u0303"}`), []byte(nil))
	f.Add("person/a -declares[self]-> skill/go", []byte(`{"held":2.5,"published":true}`), []byte(nil))
	f.Fuzz(func(t *testing.T, key string, brief, long []byte) {
		fact, err := graph.Record{Key: graph.Key(key), Brief: brief, Long: long}.Fact()
		if err != nil {
			return
		}
		first, err := fact.Record()
		if err != nil {
			return // a time that JSON cannot write
		}
		again, err := first.Fact()
		if err != nil {
			t.Fatalf("%s is written as %s, which cannot be read: %v", brief, first.Brief, err)
		}
		if second := record(t, again); string(second.Brief) != string(first.Brief) || string(second.Long) != string(first.Long) {
			t.Errorf("%s becomes %s, then %s", brief, first.Brief, second.Brief)
		}
	})
}
