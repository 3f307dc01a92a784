package main

import (
	"encoding/csv"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/fixtures/live/browser"
	"github.com/sachant/sachant/graph"
)

// Human resources of the sample company find from the first page, by keyboard alone, narrow and wide, in French and in English:
// the three skills that Chaudronnerie is about to lose, and why; who is below what is required in a skill, and a file of them;
// the licences that end before March 2027; the interviews of R&D that are overdue. What they find is what the files say.
func TestHumanResourcesFindWhatTheFilesSayByKeyboard(t *testing.T) {
	by := newSpreadsheet(t, handToday)
	for _, screen := range []browser.Screen{{Name: "narrow", Width: 320, Height: 640}, {Name: "wide", Width: 1280, Height: 800}} {
		for _, language := range []string{"fr", "en"} {
			t.Run(screen.Name+"-"+language, func(t *testing.T) {
				context := browser.Open(t)
				if err := screen.Put(context); err != nil {
					t.Fatal(err)
				}
				o, server := sampleCompany(t)
				handler, err := demo.DemoHandler(t.Context(), o, server)
				if err != nil {
					t.Fatal(err)
				}
				site := httptest.NewServer(handler)
				t.Cleanup(site.Close)
				hr, err := installation.FindPerson(t.Context(), server.Reader, fixtures.Demo().HR)
				if err != nil {
					t.Fatal(err)
				}
				w := walk{browser.Keyboard{T: t, Context: context, Shots: *shots}, screen, language, site.URL, map[string]graph.Key{fixtures.Demo().HR: hr}}
				w.become(fixtures.Demo().HR)
				w.open(`nav a[href="/hr/skills"]`, ".heat")
				w.findWhatIsLost()
				w.findLicences(by)
				w.findWhoIsBelow(by)
				w.findOverdueInterviews(by)
			})
		}
	}
}

// search types words into a field and sends them.
func (w walk) search(field, words, selector string) {
	w.T.Helper()
	w.Tab(field)
	w.Do(chromedp.KeyEvent(words))
	w.Follow(kb.Enter, selector)
	w.look(selector)
}

func (w walk) findWhatIsLost() {
	w.T.Helper()
	w.open(`nav.tabs a[href="/hr/risks"]`, ".risks")
	w.search("#hr-unit", "Chaudronnerie", `#hr-unit[value="Chaudronnerie"]`)
	if diff := cmp.Diff([]string{"Qualification soudage orbital", "Dudgeonnage", "Traçage"}, w.Texts(".risks .losing h2 a")); diff != "" {
		w.T.Errorf("about to be lost (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Anthony RIGAUD", "Hervé CADIOU", "Marcel AUBRÉE", "Yves LE FLOC'H", "Roger PENHOËT"}, w.Texts(".risks .losing .said a")); diff != "" {
		w.T.Errorf("because of (-want +got)\n%s", diff)
	}
	words := map[string][]string{"fr": {"expire le 15 janvier 2027", "part le 31 mars 2027"}, "en": {"15 January 2027", "31 March 2027"}}[w.language]
	if said := strings.Join(w.Texts(".risks .losing .said li"), "; "); !strings.Contains(said, words[0]) || !strings.Contains(said, words[1]) {
		w.T.Errorf("why is %q, want %q", said, words)
	}
}

func (w walk) findLicences(by *spreadsheet) {
	w.T.Helper()
	w.open(`nav.tabs a[href="/hr/risks"]`, ".risks")
	w.Tab("#hr-ends")
	w.EnterDay("2027-03-01")
	w.open("#licences", "main table")
	var want []string
	for key, c := range by.cells {
		if c.expired != "" && c.needed || c.validUntil != "" && c.validUntil < "2027-03-01" {
			want = append(want, key[1]+" "+by.names[key[0]])
		}
	}
	var got []string
	for i, name := range w.Texts("tbody th .name") {
		got = append(got, w.Texts("tbody td:nth-of-type(1) a")[i]+" "+name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 20 {
		w.T.Errorf("%d licences end (-want +got)\n%s", len(want), diff)
	}
}

// findWhoIsBelow opens the map of Chaudronnerie, the skills of a domain, the people of one of them, and saves those below.
func (w walk) findWhoIsBelow(by *spreadsheet) {
	w.T.Helper()
	const skill = "Montage de faisceaux"
	w.open(`nav.tabs a[href="/hr/skills"]`, ".heat")
	w.search("#hr-unit", "Chaudronnerie", `.heat a[href*="domain=Chaudronnerie"]`)
	w.open(`.heat a[href*="/hr/skills?"][href*="domain=Chaudronnerie"]`, `.heat a[href*="skill%2Fcha-09"]`)
	w.open(`.heat a[href*="/hr/skills/people"][href*="skill%2Fcha-09"][href*="Faisceaux"]`, ".choice")
	w.open(`.choice a[href*="short=yes"]`, `a[href*=".csv"]`)
	var want []string
	for key, c := range by.cells {
		if key[1] == skill && c.needed && !c.meets() {
			want = append(want, by.names[key[0]])
		}
	}
	got := w.Texts("tbody th .name")
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 2 {
		w.T.Errorf("below what is required (-want +got)\n%s", diff)
	}
	if exported := w.export(`a[href*=".csv"]`); !slices.Equal(exported, want) {
		w.T.Errorf("the file names %q, want %q", exported, want)
	}
}

func (w walk) findOverdueInterviews(by *spreadsheet) {
	w.T.Helper()
	w.open(`nav.tabs a[href="/hr/interviews"]`, "#due")
	w.Tab("#hr-unit")
	w.Do(chromedp.KeyEvent("R&D"))
	w.Tab("#hr-overdue")
	w.Do(chromedp.KeyEvent(" "))
	w.open("[aria-labelledby=due] form button", `#hr-unit[value="R&D"]`)
	want := map[string]string{}
	for _, row := range rowsOf(w.T, "parcours.csv") {
		if next := isoDay(row["Prochain entretien le"]); next < handToday && slices.Contains(by.people("R&D"), row["Matricule"]) {
			want[next] = by.names[row["Matricule"]]
		}
	}
	var names []string // the longest overdue first
	for _, day := range slices.Sorted(maps.Keys(want)) {
		names = append(names, want[day])
	}
	if diff := cmp.Diff(names, w.Texts("[aria-labelledby=due] tbody th .name")); diff != "" || len(names) != 4 {
		w.T.Errorf("%d interviews are overdue (-want +got)\n%s", len(names), diff)
	}
	if late := w.Texts("[aria-labelledby=due] tbody .late"); len(late) != len(names) {
		w.T.Errorf("%d of %d are said to be overdue", len(late), len(names))
	}
}

// export saves the file that a link leads to, as the person of the walk, and returns the people that it names, in order.
func (w walk) export(link string) (names []string) {
	w.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	client := http.Client{Jar: jar}
	chosen, err := client.PostForm(w.address+"/demo", url.Values{"who": {string(w.people[fixtures.Demo().HR])}})
	if err != nil {
		w.T.Fatal(err)
	}
	_ = chosen.Body.Close()
	file, err := client.Get(w.address + w.Address(link))
	if err != nil {
		w.T.Fatal(err)
	}
	defer file.Body.Close()
	reader := csv.NewReader(file.Body)
	reader.Comma = ';'
	rows, err := reader.ReadAll()
	if err != nil || len(rows) == 0 || !strings.HasPrefix(rows[0][0], "\ufeff") {
		w.T.Fatalf("the file holds %q, %v", rows, err)
	}
	for _, row := range rows[1:] {
		names = append(names, row[1])
	}
	slices.Sort(names)
	return names
}
