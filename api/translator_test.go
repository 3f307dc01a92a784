package api

import (
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/sachant/sachant/api/page"
)

func translators(t testing.TB) (french, english *page.Translator) {
	t.Helper()
	all := renderers(t)
	return all[language.French].Translator, all[language.English].Translator
}

func TestBothLanguagesSayTheSameThings(t *testing.T) {
	french, english := translators(t)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(french.Messages)), slices.Sorted(maps.Keys(english.Messages))); diff != "" {
		t.Errorf("messages (-French +English):\n%s", diff)
	}
	placeholder := regexp.MustCompile(`\{[a-z]+\}|</?[a-z]+>`)
	for key, message := range french.Messages {
		want := slices.Sorted(slices.Values(placeholder.FindAllString(message.Other, -1)))
		got := slices.Sorted(slices.Values(placeholder.FindAllString(english.Messages[key].Other, -1)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s fills in other things (-French +English):\n%s", key, diff)
		}
		if (message.One == "") != (english.Messages[key].One == "") {
			t.Errorf("%s counts in one language only", key)
		}
	}
}

// French puts a space that does not break before : ; ? ! » and after «.
func TestFrenchIsSpacedAsFrench(t *testing.T) {
	french, _ := translators(t)
	wrong := regexp.MustCompile(`[ \p{L}][:;?!»]|« |«\p{L}`)
	for key, message := range french.Messages {
		if found := wrong.FindString(message.One + "|" + message.Other); found != "" {
			t.Errorf("%s: %q in %q", key, found, message.Other)
		}
	}
}

// Every message that a template names is there, and every message is named somewhere: as a
// whole, or by its family, whose last part comes from the data.
func TestMessagesAreThoseUsed(t *testing.T) {
	french, _ := translators(t)
	keys, families := namedMessages(t)
	for key := range keys {
		if _, known := french.Messages[key]; !known {
			t.Errorf("message %q is used, but not in pages/messages.fr.json", key)
		}
	}
	for key := range french.Messages {
		family := key[:max(strings.LastIndex(key, "."), 0)]
		if half := regexp.MustCompile(`\.\d\.5$`); half.MatchString(key) {
			family = half.ReplaceAllString(key, "")
		}
		if !keys[key] && !families[family] {
			t.Errorf("message %q is in the catalogue, but never used", key)
		}
	}
}

func namedMessages(t *testing.T) (keys, families map[string]bool) {
	t.Helper()
	keys = map[string]bool{"contribution.likes": true, "list.and": true, "day": true, "day.first": true, "said.time": true}
	families = map[string]bool{"month": true, "interview": true, "evidence": true, "source": true, "hr.head": true, "me.csv": true, "boolean": true}
	files := pageFiles(t)
	names, err := fs.Glob(files, "*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`\b(t|rich|label) "([a-z.]+)"`).FindAllStringSubmatch(string(text), -1) {
			map[bool]map[string]bool{true: families, false: keys}[match[1] == "label"][match[2]] = true
		}
	}
	return keys, families
}

// A label without a message is shown as the word of the API, in no language.
func TestReasonsAndEvidenceHaveLabels(t *testing.T) {
	french, _ := translators(t)
	_, parsed := apiSchema(t)
	kinds := parsed.Types["Reason"].Fields.ForName("kind").Description
	for family, source := range map[string]string{"basis": "reason.go", "evidence": "evidence.go"} {
		text, err := os.ReadFile("../search/rank/" + source)
		if err != nil {
			t.Fatal(err)
		}
		constants := regexp.MustCompile(`(?m)^\t(Reason)?[A-Z]\w+ += "(\w+)"`).FindAllStringSubmatch(string(text), -1)
		if len(constants) == 0 {
			t.Errorf("no kinds in search/rank/%s", source)
		}
		for _, constant := range constants {
			if family == "basis" && constant[1] == "" {
				continue // a class
			}
			if key := family + "." + constant[2]; french.Messages[key].Other == "" {
				t.Errorf("search/rank/%s has the kind %q: add %q to pages/messages.{fr,en}.json", source, constant[2], key)
			}
			if family == "basis" && !slices.Contains(strings.Split(kinds, ", "), constant[2]) {
				t.Errorf("schema.graphql does not name the kind of reason %q in the description of Reason.kind", constant[2])
			}
		}
	}
}

func TestNumbersAndDatesAreWrittenAsInTheirLanguage(t *testing.T) {
	french, english := translators(t)
	for _, c := range []struct {
		value        any
		fr, en, what string
	}{
		{8.7, "8,7", "8.7", "text"},
		{float64(12345), "12 345", "12,345", "text"},
		{"2026-01-14", "14 janvier 2026", "14 January 2026", "day"},
		{"2026-08-01T23:59:00Z", "1er août 2026", "1 August 2026", "day"},
		{nil, "", "", "day"},
		{"soon", "", "", "day"},
	} {
		for want, words := range map[string]*page.Translator{c.fr: french, c.en: english} {
			got := words.Text(c.value)
			if c.what == "day" {
				var err error
				if got, err = words.Day(c.value); err != nil {
					t.Fatal(err)
				}
			}
			if spaces := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(got); spaces != want {
				t.Errorf("%v in %s = %q, want %q", c.value, words.Tag, got, want)
			}
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	french, english := translators(t)
	for _, c := range []struct {
		count  any
		fr, en string
	}{
		{0.0, "0 réponse", "0 answers"},
		{1.0, "1 réponse", "1 answer"},
		{2, "2 réponses", "2 answers"},
	} {
		for want, words := range map[string]*page.Translator{c.fr: french, c.en: english} {
			if got, err := words.Translate("contribution.answers", "count", c.count); err != nil || got != want {
				t.Errorf("%v answers in %s = %q, %v, want %q", c.count, words.Tag, got, err, want)
			}
		}
	}
}

func TestMessagesEscapeWhatIsFilledIn(t *testing.T) {
	_, english := translators(t)
	got, err := english.TranslateHTML("find.none", "words", "<script>{words}")
	if want := "Nobody found for <em><bdi>&lt;script&gt;{words}</bdi></em>"; err != nil || string(got) != want {
		t.Errorf("markup = %q, %v, want %q", got, err, want)
	}
}

// The rule of the pages: what the lines of a sum show adds up to what its total shows.
func TestShownPointsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shares := rapid.SliceOfN(rapid.Float64Range(0.0001, 5), 1, 12).Draw(t, "shares")
		total := 0.0
		for _, share := range shares {
			total += share
		}
		sum, parts := 0, page.Apportion(page.Hundredths(total), shares)
		for i, part := range parts {
			sum += part
			quota := float64(page.Hundredths(total)) * shares[i] / total
			if off := math.Abs(float64(part) - quota); off >= 1.0001 {
				t.Errorf("%v of %v points are shown as %d hundredths", shares[i], total, part)
			}
		}
		if sum != page.Hundredths(total) {
			t.Errorf("lines of %v add up to %d hundredths, the total shows %d", shares, sum, page.Hundredths(total))
		}
	})
}

func TestALedgerNamesWhatItDoesNotList(t *testing.T) {
	french, _ := translators(t)
	reasons := []any{
		map[string]any{"points": 2.0, "rest": 3.0, "restPoints": 0.5, "evidence": []any{map[string]any{"points": 1.5}}},
		map[string]any{"points": 0.305, "rest": 0.0, "restPoints": 0.0, "evidence": []any{}},
	}
	sum := french.Breakdown(2.305, reasons)
	var shown []string
	for _, line := range sum.Lines {
		shown = append(shown, line.Shown)
		for _, piece := range line.Of {
			shown = append(shown, "- "+piece.Shown)
		}
	}
	if diff := cmp.Diff([]string{"2,00", "- 1,50", "- 0,50", "0,31"}, shown); diff != "" || sum.Shown != "2,31" {
		t.Errorf("total %s (-want +got):\n%s", sum.Shown, diff)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Hélène D’Angelo": "HD", "élodie": "É", "Tom N'Guessan": "TN", "Jean-Marc de La Tour": "JT", "": "·", "42": "·",
	} {
		if got := page.Initials(name); got != want {
			t.Errorf("initials(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTheLatestDeclarationOfASkillComesFirst(t *testing.T) {
	stated := func(skill, source, on string, held float64) any {
		return map[string]any{"node": map[string]any{"skill": map[string]any{"id": skill}, "source": source, "on": on, "held": held}}
	}
	var got []string
	for _, skill := range page.DeclarationHistories([]any{
		stated("skill/go", "interview", "2024-01-01", 2), stated("skill/go", "interview", "2026-01-01", 3),
		stated("skill/sql", "interview", "2025-01-01", 4), stated("skill/go", "self", "2026-02-01", 1),
	}, "skill") {
		got = append(got, fmt.Sprint(skill.Current["skill"], " ", skill.Current["source"], " ", skill.Current["held"], " ", len(skill.Previous)))
	}
	want := []string{"map[id:skill/sql] interview 4 0", "map[id:skill/go] interview 3 1", "map[id:skill/go] self 1 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("current declarations (-want +got):\n%s", diff)
	}
}

func TestLinks(t *testing.T) {
	for id, want := range map[string]string{
		"person/a01f":       "/person/a01f",
		"skill/c#":          "/skill/c%23",
		"contribution/so/1": "/contribution/so/1",
		"person/a01f -declares[interview/9]-> skill/c++": "/skill/c++",
		"person/a01f -follows-> person/b22c":             "/person/b22c",
		"unit/achats":                                    "/unit/achats", "community/atelier": "/community/atelier", "javascript:alert(1)": "", "": "",
	} {
		if got := page.Link(id); got != want {
			t.Errorf("link(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestAFormComesBackToOurOwnPagesOnly(t *testing.T) {
	for back, want := range map[string]string{
		"/person/a01f#skills": "/person/a01f#skills", "/?q=a": "/?q=a",
		"": "/", "//evil.example": "/", "https://evil.example": "/", "/\\evil.example": "/", "/\t/evil.example": "/", "javascript:x": "/",
	} {
		if got := page.LocalPath(back); got != want {
			t.Errorf("localPath(%q) = %q, want %q", back, got, want)
		}
	}
}
