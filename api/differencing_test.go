package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
)

// factory is a company of four units and two sites that cross them, in which people hold a skill, as some publish, and are
// interviewed. Each person is there twice over: with what only human resources see of them, or without.
type factory struct {
	units  map[graph.Key]string // of each person
	sites  map[graph.Key]string
	holds  map[graph.Key]bool // privately
	shows  map[graph.Key]bool // to everybody
	random *rand.Rand
}

func newFactory(seed uint64) *factory {
	f := &factory{map[graph.Key]string{}, map[graph.Key]string{}, map[graph.Key]bool{}, map[graph.Key]bool{}, rand.New(rand.NewPCG(seed, 11))}
	for _, unit := range []string{"Atelier/Nord", "Atelier/Nord/Est", "Atelier/Sud", "Bureau"} {
		share := f.random.Float64()
		for i := range 12 + f.random.IntN(14) {
			person := graph.NodeKey(graph.KindPerson, fmt.Sprintf("%s-%02d", graph.Slug(strings.ReplaceAll(unit, "/", " ")), i))
			f.units[person], f.sites[person] = unit, []string{"Brest", "Nancy"}[f.random.IntN(2)]
			switch {
			case f.random.Float64() < share/3:
				f.shows[person] = true
			case f.random.Float64() < share:
				f.holds[person] = true
			}
		}
	}
	return f
}

// facts returns the facts of a generated company. secrets selects the people who get facts that only human resources may see.
func (f *factory) facts(secrets func(person graph.Key) bool) []storyFact {
	facts := append(staff(), shown(node("skill/forge", graph.Skill{PrefLabel: "Forge", Domain: "Métaux", Critical: true}), edge(colleague, "skill/forge", graph.Declares{Published: true}),
		node("role/smith", graph.Role{PrefLabel: []graph.Literal{"Forgeron"}}), edge("role/smith", "skill/forge", graph.Requires{Level: level(3)}))...)
	for _, name := range []string{"Atelier/Nord", "Atelier/Nord/Est", "Atelier/Sud", "Bureau"} {
		facts = append(facts, shown(node(unitKey(name), graph.Unit{Name: name}))...)
	}
	facts = append(facts, shown(node("site/brest", graph.Site{Name: "Brest"}), node("site/nancy", graph.Site{Name: "Nancy"}))...)
	for i, person := range f.people() {
		facts = append(facts, shown(node(person, graph.Person{DisplayName: person.ID()}), edge(person, unitKey(f.units[person]), graph.InUnit{}),
			edge(person, graph.NodeKey(graph.KindSite, graph.Slug(f.sites[person])), graph.AtSite{}))...)
		if i%3 == 0 {
			facts = append(facts, shown(edge(person, "role/smith", graph.HoldsRole{}))...)
		}
		if f.shows[person] {
			facts = append(facts, shown(graph.Edge(person, "self", "skill/forge", "story", graph.Declares{Held: level(3), On: "2026-02-02", Published: true}))...)
		}
		if !secrets(person) {
			continue
		}
		interview := graph.NodeKey(graph.KindInterview, person.ID())
		facts = append(facts, kept(node(interview, graph.Interview{Type: graph.InterviewAnnual, On: "2025-11-11", NextDue: "2026-05-05"}), edge(interview, person, graph.Concerns{}),
			graph.Edge(person, "2026-01-15", "unit/bureau", "story", graph.WasInUnit{Until: "2026-01-15"}))...)
		if f.holds[person] {
			facts = append(facts, kept(graph.Edge(person, string(interview), "skill/forge", "story", graph.Declares{Held: level(4), Required: level(3), On: "2025-11-11", ValidUntil: "2026-08-08"}))...)
		}
	}
	return facts
}

func unitKey(path string) graph.Key {
	return graph.NodeKey(graph.KindUnit, graph.Slug(strings.ReplaceAll(path, "/", " ")))
}

func (f *factory) people() []graph.Key {
	var people []graph.Key
	for person := range f.units {
		people = append(people, person)
	}
	slices.Sort(people)
	return people
}

// addresses asks every page and file of human resources, and what everybody may ask, with filters that overlap, days, orders and
// pages.
func (f *factory) addresses() []string {
	pick := func(of ...string) string { return of[f.random.IntN(len(of))] }
	paths := []string{"/", "/statistics", "/units", "/people", "/skills", "/unit/atelier-nord", "/unit/atelier-nord-est", "/site/brest", "/skill/forge", "/hr/gaps"}
	paths = append(paths, hrPaths()...)
	var all []string
	for _, path := range paths {
		all = append(all, path)
		for range 4 {
			query := url.Values{}
			for name, value := range map[string]string{
				"unit": pick("", "Atelier/Nord", "Atelier/Nord/Est", "Atelier/Sud", "Bureau", "unit/atelier-nord"), "site": pick("", "Brest", "Nancy"), "role": pick("", "Forgeron"), "skill": pick("", "skill/forge"),
				"on": pick("", "2026-01-14", "2025-12-01", "2026-07-01"), "before": pick("", "2025-06-30"), "critical": pick("", "yes"), "columns": pick("", "skills"), "domain": pick("", "Métaux"),
				"skip": pick("", "1"), "q": pick("", "forge", "skill:forge", "unit:nord forge"), "from": pick("", "2025-01-01"), "to": pick("", "2026-12-31"), "overdue": pick("", "yes"), "sort": pick("", "count"),
				"short": pick("", "yes"), "ends": pick("", "2026-12-31"), "months": pick("", "3"), "direct": pick("", "yes"), "show": pick("", "holders"),
			} {
				if value != "" {
					query.Set(name, value)
				}
			}
			all = append(all, path+"?"+query.Encode())
		}
	}
	return all
}

// Whatever filters, days, orders, pages and files they ask for, human resources of some places are answered as if nothing but what everybody
// sees were known of people elsewhere, and every other colleague as if it were known of nobody: so nothing can be found out by
// comparing answers. What is told by statistics alone, which count what is private, is tried below.
func TestWhatIsPrivateElsewhereChangesNoAnswer(t *testing.T) {
	for seed := range uint64(2) {
		f := newFactory(seed)
		nobody := func(graph.Key) bool { return false }
		ofWorkshop := func(person graph.Key) bool { return strings.HasPrefix(f.units[person], "Atelier/") }
		all := company(t, f.facts(func(graph.Key) bool { return true }))
		for viewer, knows := range map[string]func(graph.Key) bool{"inside": ofWorkshop, "outside": nobody, "colleague": nobody, "guest": nobody, "recruiter": nobody} {
			less := company(t, f.facts(knows))
			answered, numbers := 0, regexp.MustCompile(`(?s)<td data-name="Personnes qui la détiennent">.*?</td>`)
			for _, address := range f.addresses() {
				want, got := get(less, viewer, address), get(all, viewer, address)
				if got.status == http.StatusOK {
					answered++
				}
				if strings.HasSuffix(strings.Split(address, "?")[0], ".xlsx") {
					continue // zipped with the time; it has what the page has
				}
				if numbers.ReplaceAllString(want.body, "") != numbers.ReplaceAllString(got.body, "") || want.status != got.status {
					t.Errorf("seed %d: %s is answered otherwise to %s for what is private elsewhere", seed, address, viewer)
				}
			}
			if answered < 20 {
				t.Fatalf("%d addresses were answered to %s: this tried nothing", answered, viewer)
			}
		}
	}
}

// Tries to learn of single people whether they hold a skill, by subtracting the numbers that any viewer but human resources can
// get: statistics by unit, on the page and in the API, a page at a time; and the holders that search, facets, charts and pages
// show, by unit and site, on any day. It must learn nothing of anybody: each number that can be computed counts at least five
// people who hold the skill and five who do not.
func TestADifferencingAttackRecoversNobody(t *testing.T) {
	told := 0
	for seed := range uint64(12) {
		f := newFactory(100 + seed)
		handler := company(t, f.facts(func(graph.Key) bool { return true }))
		// Of others of the company an attacker knows nothing either.
		units := map[graph.Key]string{boss: "Atelier/Soudage", worker: "Atelier/Soudage", member: "Siège", officer: "", recruiter: ""}
		maps.Copy(units, f.units)
		known := newEquations(slices.Sorted(maps.Keys(units)))
		for _, person := range f.people() {
			if f.shows[person] { // whatever lists people shows these; so does each facet
				known.add([]graph.Key{person}, 1)
			}
		}
		for unit, count := range f.toldByUnit(t, handler) {
			var of []graph.Key
			for person, path := range units {
				if unit == "" || path == unit || strings.HasPrefix(path, unit+"/") {
					of = append(of, person)
				}
			}
			known.add(of, count)
			told++
		}
		for place, people := range f.groups() {
			private := slices.DeleteFunc(people, func(person graph.Key) bool { return f.shows[person] })
			count, follows := known.count(private)
			if follows && len(private) > 0 && (count < 5 || len(private)-count < 5) {
				t.Errorf("seed %d: of %d people of %s who publish nothing it follows that %d hold the skill", seed, len(private), place, count)
			}
		}
	}
	if told < 12 {
		t.Errorf("%d numbers were told: this tried nothing", told)
	}
}

// groups are the people of every union of places that a filter can choose: units alone, with their parts or without, sites, and both.
func (f *factory) groups() map[string][]graph.Key {
	groups := map[string][]graph.Key{}
	for mask := 1; mask < 16; mask++ {
		for _, site := range []string{"", "Brest", "Nancy"} {
			name := fmt.Sprintf("%04b %s", mask, site)
			for _, person := range f.people() {
				at := slices.Index([]string{"Atelier/Nord", "Atelier/Nord/Est", "Atelier/Sud", "Bureau"}, f.units[person])
				if mask>>at&1 == 1 && (site == "" || f.sites[person] == site) {
					groups[name] = append(groups[name], person)
				}
			}
		}
	}
	for _, person := range f.people() {
		groups[string(person)] = []graph.Key{person}
	}
	return groups
}

// toldByUnit asks for the number of holders of each unit in every way there is, as several viewers. All answer the same.
func (f *factory) toldByUnit(t *testing.T, handler http.Handler) map[string]int {
	t.Helper()
	found := map[string]int{}
	note := func(viewer, unit, text string) {
		count, err := strconv.Atoi(text)
		if err != nil {
			return
		}
		if before, is := found[unit]; is && before != count {
			t.Errorf("%s is told that %d of %q hold the skill, others %d", viewer, count, unit, before)
		}
		found[unit] = count
	}
	for _, viewer := range []string{"colleague", "guest", "boss", "recruiter", "outside", "inside"} {
		for _, first := range []int{1, 3, 100} {
			for skip := 0; skip < 8; skip += first {
				answer := graphQL(t, handler, viewer, `query($first: Int!, $skip: Int!) { skillByUnit(skill: "skill/forge", first: $first, skip: $skip) { units { unit count } } statistics(first: 100) { skills { skill { id } count } } }`,
					map[string]any{"first": first, "skip": skip})
				var read struct {
					Data struct {
						SkillByUnit struct {
							Units []struct {
								Unit  string
								Count *int
							}
						}
						Statistics struct {
							Skills []struct {
								Skill struct{ ID string }
								Count *int
							}
						}
					}
				}
				if err := json.Unmarshal([]byte(answer.body), &read); err != nil {
					t.Fatal(err)
				}
				for _, one := range read.Data.SkillByUnit.Units {
					if one.Count != nil {
						note(viewer, one.Unit, strconv.Itoa(*one.Count))
					}
				}
				for _, one := range read.Data.Statistics.Skills {
					if one.Count != nil && one.Skill.ID == "skill/forge" {
						note(viewer, "", strconv.Itoa(*one.Count))
					}
				}
			}
		}
		page := get(handler, viewer, "/statistics?skill=skill/forge").body
		for _, match := range regexp.MustCompile(`<bdi>([^<]+)</bdi></th><td[^>]*>\d+</td><td[^>]*>(\d+)</td>`).FindAllStringSubmatch(page, -1) {
			unit := strings.ReplaceAll(match[1], "\u200b", "")
			if unit == "Entreprise" {
				unit = ""
			}
			note(viewer, unit, match[2])
		}
	}
	return found
}

// equations hold what is known of sums of people's secrets: linear equations, each with a variable of its own.
type equations struct {
	at   map[graph.Key]int
	rows [][]float64
}

func newEquations(people []graph.Key) *equations {
	a := &equations{at: map[graph.Key]int{}}
	for i, person := range people {
		a.at[person] = i
	}
	return a
}

func (a *equations) row(people []graph.Key, count int) []float64 {
	row := make([]float64, len(a.at)+1)
	for _, person := range people {
		row[a.at[person]] = 1
	}
	row[len(a.at)] = float64(count)
	return row
}

// reduce subtracts the equations from a row as far as they go, and returns its first variable that is left, -1 where none is.
func (a *equations) reduce(row []float64) int {
	isLeft := func(x float64) bool { return x > 1e-6 || x < -1e-6 }
	for _, from := range a.rows {
		pivot := slices.IndexFunc(from, isLeft)
		for j, by := 0, row[pivot]; isLeft(by) && j < len(row); j++ {
			row[j] -= by * from[j]
		}
	}
	return slices.IndexFunc(row[:len(a.at)], isLeft)
}

func (a *equations) add(people []graph.Key, count int) {
	row := a.row(people, count)
	pivot := a.reduce(row)
	if pivot < 0 {
		return
	}
	for j, by := 0, row[pivot]; j < len(row); j++ {
		row[j] /= by
	}
	for i := range a.rows {
		for j, by := 0, a.rows[i][pivot]; j < len(row); j++ {
			a.rows[i][j] -= by * row[j]
		}
	}
	a.rows = append(a.rows, row)
}

// count returns how many of the people hold the skill, where that follows.
func (a *equations) count(people []graph.Key) (count int, follows bool) {
	row := a.row(people, 0)
	if a.reduce(row) >= 0 {
		return 0, false
	}
	return int(-row[len(a.at)] + 0.5), true
}

// A cell below five is no number in the files either, nor does their order tell of one.
func TestFilesOfNumbersTellNothingOfFew(t *testing.T) {
	handler := company(t, append(story(), privateWelders()[len(staff()):]...))
	answer := get(handler, "officer", "/hr/adoption.csv")
	reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.body, "\ufeff")))
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(err, rows)
	}
	for _, row := range rows[1:] {
		for i, cell := range row[1:5] {
			if count, err := strconv.Atoi(cell); err == nil && count < 5 {
				t.Errorf("%s: %s is %d", row[0], rows[0][i+1], count)
			}
		}
	}
}
