package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/sachant/sachant/graph"
)

// questioner makes documents that ask for every field of what an id or a search finds, and of
// what is around it.
type questioner struct{ schema *ast.Schema }

// node asks for whatever has a key: a node, or an edge that the schema makes one.
func (q questioner) node(key graph.Key) string {
	name := string(key.Kind())
	if key.Kind() == graph.KindDeclares {
		name = "declaration"
	}
	of := q.schema.Types[strings.ToUpper(name[:1])+name[1:]]
	if of == nil || len(of.Interfaces) == 0 {
		return "query($id: ID!) { node(id: $id) { id __typename } }"
	}
	return "query($id: ID!) { viewer {" + q.fields(q.schema.Types["Viewer"], 1) + " } node(id: $id) { id ... on " + of.Name + " {" + q.fields(of, 1) + " } } }"
}

func (q questioner) search() string {
	return "query($words: String!) { findExperts(words: $words, first: 20) {" + q.fields(q.schema.Types["ExpertConnection"], 1) + " } }"
}

// fields are all fields of a type, and of the types around it to a depth; parts of a connection
// or of an expert count for none. What is deeper is asked for by its own id.
func (q questioner) fields(of *ast.Definition, depth int) string {
	var all strings.Builder
	for _, field := range of.Fields {
		kind := q.schema.Types[field.Type.Name()]
		name := " " + field.Name
		if field.Arguments.ForName("first") != nil {
			name += "(first: 100)"
		}
		switch {
		case strings.HasPrefix(field.Name, "__"):
		case kind.IsLeafType():
			all.WriteString(name)
		case depth == 0 && strings.HasSuffix(kind.Name, "Connection"):
		case isPart(kind.Name):
			all.WriteString(name + " {" + q.fields(kind, depth) + " }")
		case kind.Kind == ast.Interface:
			all.WriteString(name + " { id }")
		case depth > 0:
			all.WriteString(name + " {" + q.fields(kind, depth-1) + " }")
		}
	}
	return all.String() + " __typename"
}

func isPart(name string) bool {
	for _, end := range []string{"Connection", "Edge", "PageInfo", "Expert", "Reason", "Evidence", "Facet", "Correction"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

func graphQL(t testing.TB, handler http.Handler, viewer, query string, variables map[string]any) answered {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	request.Header.Set("Content-Type", "application/json")
	answer := ask(handler, viewer, request)
	if answer.status != http.StatusOK || strings.Contains(answer.body, `"errors"`) {
		t.Errorf("as %s, %.60s of %v answers %d %.300s", viewer, query, variables, answer.status, answer.body)
	}
	return answer
}

// everything is every answer that a viewer can get without typing a canary: every page, and
// every field of every fact, by its id, whether or not anything leads there.
func everything(t testing.TB, handler http.Handler, viewer string) map[string]answered {
	t.Helper()
	_, parsed := apiSchema(t)
	ask := questioner{parsed}
	start := []string{"/", "/how", "/privacy", "/statistics", "/units", "/units?within=unit/atelier"}
	for _, words := range []string{"soudage", "inox", "TIG welding", "cheffe", "juriste"} {
		start = append(start, "/?q="+url.QueryEscape(words))
	}
	for _, one := range story() {
		if !one.fact.Key.IsEdge() {
			start = append(start, "/"+strings.ReplaceAll(string(one.fact.Key), "#", "%23"))
		}
	}
	all := crawl(t, handler, viewer, start...)
	for _, one := range story() {
		id := string(one.fact.Key)
		all["node "+id] = graphQL(t, handler, viewer, ask.node(one.fact.Key), map[string]any{"id": id})
	}
	for _, typed := range []string{"qu", "pl", "dr", "ye", "he", "vo", "om", "za", "kl", "kw", "sp", "wu", "os", "vr", "so", "projet", "ada", "ou en est"} {
		all["opensearch "+typed] = get(handler, viewer, "/opensearch/suggestions?q="+url.QueryEscape(typed))
		all["suggest "+typed] = graphQL(t, handler, viewer, `query($text: String!) { suggest(text: $text, first: 20) { id kind label detail } }`, map[string]any{"text": typed})
	}
	for _, words := range []string{"soudage", "inox", "vraldune"} {
		all["find "+words] = graphQL(t, handler, viewer, ask.search(), map[string]any{"words": words})
	}
	return all
}

// The rule: what a viewer may not see is in no answer they get, and what they may see they find.
func TestNoAnswerHoldsWhatItsViewerMayNotSee(t *testing.T) {
	handler := company(t, story())
	for viewer := range viewers() {
		t.Run(viewer, func(t *testing.T) {
			t.Parallel()
			answers := everything(t, handler, viewer)
			for _, canary := range canaries() {
				where := holding(answers, canary.word)
				switch allowed := slices.Contains(canary.seenBy, viewer); {
				case allowed && len(where) == 0:
					t.Errorf("%s (%s) is for %s to see, and found nowhere", canary.word, canary.what, viewer)
				case !allowed && len(where) > 0:
					t.Errorf("%s (%s) is not for %s to see, and is in %q: …%s…", canary.word, canary.what, viewer, where, around(answers[where[0]].String(), canary.word))
				}
			}
		})
	}
}

// holding are the addresses whose answers hold a word, less those that the asker typed it into.
func holding(answers map[string]answered, word string) []string {
	var where []string
	for address, answer := range answers {
		if strings.Contains(strings.ToLower(answer.String()), word) {
			where = append(where, address)
		}
	}
	slices.Sort(where)
	return where
}

// around is where a text holds a word.
func around(text, word string) string {
	at := strings.Index(strings.ToLower(text), word)
	return text[max(0, at-60):min(len(text), at+60)]
}

// Who types a canary learns no more than who types a word that nobody ever wrote: the answers
// differ in that word alone. Neither do words that are nearly one.
func TestSecretWordsAreAsUnknownWords(t *testing.T) {
	handler := company(t, story())
	_, parsed := apiSchema(t)
	for viewer := range viewers() {
		t.Run(viewer, func(t *testing.T) {
			t.Parallel()
			for _, canary := range canaries() {
				if slices.Contains(canary.seenBy, viewer) {
					continue
				}
				for _, misspell := range []func(string) string{asItIs, swapped, doubled} {
					typed, control := misspell(canary.word), misspell(unheardOf(canary.word))
					sameButForTheWord(t, viewer, typed, control, func(words string) answered {
						return get(handler, viewer, "/?q="+words)
					})
					sameButForTheWord(t, viewer, typed+" soudage", control+" soudage", func(words string) answered {
						return graphQL(t, handler, viewer, questioner{parsed}.search(), map[string]any{"words": words})
					})
				}
			}
		})
	}
}

func sameButForTheWord(t *testing.T, viewer, typed, control string, find func(string) answered) {
	t.Helper()
	got, want := withoutWords(find(typed).String(), typed), withoutWords(find(control).String(), control)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("as %s, %q is answered otherwise than %q, which nobody wrote (-%[3]s +%[2]s):\n%[4]s", viewer, typed, control, diff)
	}
}

// withoutWords takes out the words asked, and the first of two, which a correction repeats, but not the same digits
// inside of a number.
func withoutWords(answer, words string) string {
	words = strings.ToLower(words)
	first, _, _ := strings.Cut(words, " ")
	for _, word := range []string{words, first} {
		answer = regexp.MustCompile(`([^0-9.]|^)`+regexp.QuoteMeta(word)+`([^0-9]|$)`).ReplaceAllString(strings.ToLower(answer), "$1…$2")
	}
	return answer
}

func asItIs(word string) string { return word }

func swapped(word string) string {
	return word[:1] + word[2:3] + word[1:2] + word[3:]
}

func doubled(word string) string { return word + word[len(word)-1:] }

// unheardOf is a word as long, of the same sort of letters, that is not in the story.
func unheardOf(word string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0' + (r-'0'+4)%10
		}
		return 'a' + (r-'a'+7)%26
	}, word)
}

// The strongest form of the rule: a stranger's answers are, byte for byte, those of a company
// in which what is secret never was; so no count, order, score or suggestion hints at it.
func TestStrangersSeeACompanyWithoutSecrets(t *testing.T) {
	with, without := company(t, story()), company(t, strangersStory())
	for _, viewer := range []string{"guest", "colleague", "recruiter"} {
		got, want := everything(t, with, viewer), everything(t, without, viewer)
		for _, address := range slices.Sorted(maps.Keys(want)) {
			if diff := cmp.Diff(lines(want[address]), lines(got[address])); diff != "" {
				t.Errorf("as %s, %s (-without secrets +with):\n%s", viewer, address, diff)
				return
			}
		}
	}
}

// lines are those of an answer, without the number that a form has each time it is shown.
func lines(answer answered) []string {
	text := regexp.MustCompile(`name="key" value="[A-Z0-9]+"`).ReplaceAllString(answer.String(), "")
	return strings.Split(strings.ReplaceAll(text, ",", ",\n"), "\n")
}

// A private declaration is of a skill whose name everybody knows: that somebody holds it is the
// secret, so it is those who find them that are counted.
func TestP01APrivateSkillIsFoundByThoseWhoMaySeeIt(t *testing.T) {
	handler := company(t, story())
	for viewer, want := range map[string]bool{"worker": true, "boss": true, "officer": true, "colleague": false, "recruiter": false, "guest": false, "member": false} {
		answer := graphQL(t, handler, viewer, `{ findExperts(words: "vraldune") { edges { node { person { id } } } } }`, nil)
		if got := strings.Contains(answer.body, string(worker)); got != want {
			t.Errorf("as %s, who declared privately is found: %v, want %v\n%s", viewer, got, want, answer.body)
		}
	}
}

// A skill that only the private statement of one person names is to everybody else as if it were not: to human resources and
// to the person's manager too, while it stands and after it is withdrawn. Then it is so to the person as well.
func TestASkillOfAPrivateStatementIsKnownToNobodyElse(t *testing.T) {
	with, without := company(t, story()), company(t, story())
	declare := func(level any) {
		t.Helper()
		graphQL(t, with, "worker", `mutation($level: Float) { declareSkill(input: {skill: "Xylophonie", level: $level, published: false}) { person { id } } }`, map[string]any{"level": level})
	}
	answers := func(handler http.Handler, viewer string) map[string]answered {
		all := map[string]answered{}
		for _, address := range []string{"/", "/skills", "/skill/xylophonie", "/person/" + worker.ID(), "/?q=xylophonie", "/?q=xylofonie", "/?q=skill:xylo*", "/statistics", "/units", "/hr/skills", "/hr/skills.csv", "/hr/risks", "/hr/polyvalence", "/hr/training", "/hr/gaps", "/vocabulary"} {
			all[address] = get(handler, viewer, address)
		}
		for _, query := range []string{
			`{ node(id: "skill/xylophonie") { id } }`, `{ skill(id: "skill/xylophonie") { prefLabel } }`, `{ suggestSkills(text: "xylo") { label } }`, `{ similarSkills(label: "Xylophone") { label } }`,
			`{ findExperts(words: "xylofonie") { totalCount corrections { asked searched } edges { node { person { id } } } } }`,
			`{ statistics { skills { count skill { prefLabel } } } }`, `{ person(id: "` + string(worker) + `") { declarations { totalCount edges { node { id } } } } }`,
		} {
			body, _ := json.Marshal(map[string]any{"query": query})
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
			request.Header.Set("Content-Type", "application/json")
			if all[query] = ask(handler, viewer, request); strings.Contains(all[query].body, "INVALID_DOCUMENT") || strings.Contains(all[query].body, "Cannot query") {
				t.Fatalf("%s is answered %s", query, all[query].body)
			}
		}
		return all
	}
	same := func(when string, viewers ...string) {
		t.Helper()
		for _, viewer := range viewers {
			got, want := answers(with, viewer), answers(without, viewer)
			for _, address := range slices.Sorted(maps.Keys(want)) {
				if diff := cmp.Diff(lines(want[address]), lines(got[address])); diff != "" {
					t.Errorf("%s, to %s %s tells of it (-without +with):\n%s", when, viewer, address, diff)
				}
			}
		}
	}
	others := []string{"guest", "colleague", "boss", "officer", "inside", "outside", "recruiter"}
	declare(2)
	if !strings.Contains(get(with, "worker", "/person/"+worker.ID()).body, "Xylophonie") {
		t.Error("the worker does not see what they said")
	}
	same("while it stands", others...)
	declare(nil)
	same("withdrawn", append(others, "worker")...)
}

// Nobody acts on what they may not see: it is as if it were not there.
func TestFormsFindNothingThatIsHidden(t *testing.T) {
	handler := company(t, story())
	hiddenFrom := func(key graph.Key, form url.Values, path string) {
		answer := post(handler, "colleague", path, form)
		unknown := url.Values{}
		for name := range form {
			unknown.Set(name, strings.ReplaceAll(form.Get(name), key.ID(), "not-there"))
		}
		nothing := post(handler, "colleague", path, unknown)
		if answer.status != http.StatusNotFound || answer.body != nothing.body {
			t.Errorf("%s of %s answers %d, want as for what is not there:\n%s", path, key, answer.status, cmp.Diff(nothing.body, answer.body))
		}
	}
	hiddenFrom("contribution/s1", url.Values{"contribution": {"contribution/s1"}, "like": {"yes"}}, "/like")
	hiddenFrom(hidden, url.Values{"person": {string(hidden)}, "follow": {"yes"}}, "/follow")
	hiddenFrom(gone, url.Values{"person": {string(gone)}, "follow": {"yes"}}, "/follow")
}

func post(handler http.Handler, viewer, path string, form url.Values) answered {
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(handler, viewer, request)
}
