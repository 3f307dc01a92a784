package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/sachant/sachant/fixtures"
)

// attach puts a file with a text into the field for files.
func (w walk) attach(field, name, text string) {
	w.T.Helper()
	path := filepath.Join(w.T.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.T.Fatal(err)
	}
	w.Tab(field)
	w.Attach(path)
}

// says reports what of some texts the page does not say, without regard to case.
func (w walk) says(texts ...string) {
	w.T.Helper()
	page := strings.ToLower(strings.Join(w.Texts("main"), " "))
	for _, text := range texts {
		if !strings.Contains(page, strings.ToLower(text)) {
			w.T.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

// Human resources send a table of interviews, change how one of its columns is understood, see what the import would change and
// who is unknown, confirm it, read its report, see the level on the page of the person, and take the import back, after which
// the level is there no more.
func TestHumanResourcesImportInterviewsByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		const table = "Bilan des entretiens\r\nMatricule;Compétence;Palier 2026;Date de l'entretien\r\n" +
			"001152;Conduite d’autoclave;3 - Maîtrise;14 janv. 2026\r\n991152;Conduite d’autoclave;2;14/01/2026\r\n"
		words := map[string][]string{
			"fr": {"Voici ce que l’import changerait", "personnes inconnues", "1 déclaration", "Importé.", "Annulé."},
			"en": {"This is what the import would change", "unknown people", "1 declaration", "Imported.", "Undone."},
		}[w.language]
		w.become(fixtures.Demo().HR)
		w.open(`nav a[href="/hr/skills"]`, ".heat")
		w.open(`nav.tabs a[href="/hr/interviews"]`, "#due")
		w.open(`a[href="/hr/imports"]`, "#file")
		w.attach("#file", "entretiens.csv", table)
		w.open(`form[enctype] button`, `button[value="columns"]`)
		w.Tab(`#column-2`)
		w.Choose("#column-2", "held")
		w.open(`button[value="columns"]`, `button[value="confirm"]`)
		w.says(words[0], words[1], words[2], "991152", "Conduite d’autoclave")
		w.open(`button[value="confirm"]`, `button[value="undo"]`)
		w.says(words[3], words[2])
		w.seesSkill(true)
		w.open(`.said a`, `button[value="undo"]`)
		w.open(`button[value="undo"]`, `button[value="discard"]`)
		w.says(words[4])
		w.seesSkill(false)
	})
}

// seesSkill opens the page of the person of the table, compares whether it has the skill, and comes back to the imports.
func (w walk) seesSkill(want bool) {
	w.T.Helper()
	w.Visit(w.address+"/"+string(w.people[fixtures.Demo().Employee]), "#skills")
	held := slices.ContainsFunc(w.Texts("table.skills th a"), func(skill string) bool { return strings.Contains(skill, "autoclave") })
	if held != want {
		w.T.Errorf("the person holds the imported skill: %v, want %v; %q", held, want, w.Texts("table.skills th a"))
	}
	w.Visit(w.address+"/hr/imports", "#file")
	w.look("#file")
}

// An employee declares a skill whose name is nearly one that is here: they are asked which they mean, take the one that is
// here, and no skill is made; then they insist on a name of their own.
func TestSomebodyIsAskedWhichSkillTheyMeanByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		own := "/" + string(w.people[fixtures.Demo().Employee])
		w.become(fixtures.Demo().Employee)
		w.open(`a[href="`+own+`"]`, "#skill")
		declare := func(words string) {
			w.T.Helper()
			w.Tab("#skill")
			w.Do(chromedp.KeyEvent(words))
			w.open(`form.declare[action="/declare"] .button`, "#main")
		}
		declare("Soudage TIGG")
		offered := w.Texts(`button.soft[name="skill"]`)
		if len(offered) == 0 || offered[0] != "Soudage TIG" {
			w.T.Fatalf("for a skill that is nearly here are offered %q", offered)
		}
		w.Tab(`button.soft[name="skill"]`)
		w.Follow(kb.Enter, "#skill")
		if skills := w.Texts("table.skills th a"); !slices.Contains(skills, "Soudage TIG") || slices.Contains(skills, "Soudage TIGG") {
			w.T.Errorf("who takes the skill that is here holds %q", skills)
		}
		declare("Soudage TIGG")
		w.Tab(`button.quiet[name="skill"]`)
		w.Follow(kb.Enter, "#skill")
		if skills := w.Texts("table.skills th a"); !slices.Contains(skills, "Soudage TIGG") {
			w.T.Errorf("who insists on a new skill holds %q", skills)
		}
	})
}

// An employee sends a text as a file, sees of which of its words each proposal is made, and takes one: they hold what they took
// and nothing else.
func TestSomebodyProposesTheirSkillsFromAFileByKeyboard(t *testing.T) {
	eachWalk(t, func(w walk) {
		own := "/" + string(w.people[fixtures.Demo().Employee])
		w.become(fixtures.Demo().Employee)
		w.open(`a[href="`+own+`"]`, `a[href="/me/proposals"]`)
		before := w.Texts("table.skills th a")
		w.open(`a[href="/me/proposals"]`, "#file")
		w.attach("#file", "cv.txt", "Six ans de soudage TIG en atelier, puis la lecture de plans.")
		w.open(`form[enctype] button`, ".proposals li")
		labels, quotes := w.Texts(".proposals h3"), w.Texts(".proposals mark")
		if len(labels) < 2 || !slices.Contains(quotes, "soudage TIG") {
			w.T.Fatalf("proposed are %q by the words %q", labels, quotes)
		}
		w.Tab(`button[name="accept"]`)
		w.Follow(kb.Enter, ".proposals .proof")
		w.look(".proof")
		w.Visit(w.address+own, "#skills")
		if after := w.Texts("table.skills th a"); len(after) != len(before)+1 || !slices.Contains(after, labels[0]) {
			w.T.Errorf("after taking %q they hold %q, before %q", labels[0], after, before)
		}
	})
}
