package main

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
)

// facts are all facts that match.
func (l library) facts(match func(graph.Fact) bool) (found []graph.Fact) {
	l.t.Helper()
	l.with(false, func(s installation.Searcher) {
		_, err := s.Reader.Scan(l.t.Context(), graph.Whole, func(fact graph.Fact) error {
			if match(fact) {
				found = append(found, fact)
			}
			return nil
		})
		if err != nil {
			l.t.Fatal(err)
		}
	})
	return found
}

// P-18: somebody who is missing from a sync is hidden by it; who comes back after the month has what the directory says of
// them, and nothing that they had entered.
func TestP18LeaversAreHiddenAndComeBackBare(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	e := l.who("catherine.berthelot@ateliers-merlonne.example")
	inst, err := installation.Open(t.Context(), l.options())
	if err != nil {
		t.Fatal(err)
	}
	_, err = inst.Store.Commit(t.Context(), graph.Tx{Actor: string(e.key), Put: []graph.Fact{
		graph.Edge(e.key, graph.PurposeWishes, e.key, string(e.key), graph.Consents{On: "2026-01-01", TextVersion: "1"})}})
	if err != nil {
		t.Fatal(err)
	}
	if err := inst.Close(); err != nil {
		t.Fatal(err)
	}
	l.run("import", "directory", "--ldif", directoryWithout(t, e.person.Mail))
	if found := l.run("find", e.person.DisplayName, "--json"); strings.Contains(found, string(e.key)) {
		t.Errorf("after the sync they are found: %s", found)
	}
	env := l.environment(&strings.Builder{})
	env.Now = func() time.Time { return time.Now().AddDate(0, 0, 31) }
	if status := run([]string{"expire", "--data", l.data}, env); status != 0 {
		t.Fatalf("expire: %d", status)
	}
	l.run("import", "directory", "--ldif", filepath.Join("..", "..", "fixtures", "company", "annuaire.ldif"))
	back := l.facts(func(fact graph.Fact) bool { return fact.Key == e.key })
	if len(back) != 1 || graph.As[graph.Person](back[0]).Absent || graph.As[graph.Person](back[0]).AbsentSince != "" || graph.As[graph.Person](back[0]).DisplayName != e.person.DisplayName {
		t.Errorf("who came back is %+v", back)
	}
	entered := l.facts(func(fact graph.Fact) bool {
		declared, _ := fact.Value.(graph.Declares)
		return fact.From() == e.key && (fact.Origin == string(e.key) || declared.Published || declared.Chosen)
	})
	if len(entered) > 0 {
		t.Errorf("what they had entered is back: %v", entered)
	}
}

// P-22: no photo of a directory is kept, since nobody consented to it: no fact has one, and no address serves one.
func TestP22NoPhotoIsKept(t *testing.T) {
	const picture = "JFIF vrombolisk of Zoe"
	photo := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(picture, 10)))
	path := filepath.Join(t.TempDir(), "a.ldif")
	ldif := "version: 1\n\ndn: uid=zoe,dc=acme\nobjectClass: inetOrgPerson\nentryUUID: 1eb9ad0d-8c60-55ff-8bf4-a3dae9ed4b71\nuid: zoe\ncn: Zoe Roux\nsn: Roux\nmail: zoe@acme.example\n" +
		"jpegPhoto:: " + photo + "\nthumbnailPhoto:: " + photo + "\n"
	if err := os.WriteFile(path, []byte(ldif), 0o600); err != nil {
		t.Fatal(err)
	}
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.run("import", "directory", "--ldif", path)
	if said := l.run("export"); !strings.Contains(said, "Zoe Roux") || strings.Contains(said, photo[:64]) || strings.Contains(said, picture) {
		t.Errorf("an export holds %.300s", said)
	}
	for _, form := range []string{photo[:64], picture} {
		if found := held(t, l.data, form); len(found) > 0 {
			t.Errorf("%v hold the photo", found)
		}
	}
	for _, value := range graph.Values() {
		if kind := strings.ToLower(string(value.Kind())); strings.Contains(kind, "photo") || strings.Contains(kind, "picture") {
			t.Errorf("%s would keep photos", kind)
		}
	}
}

// P-20: the record of processing, the impact assessment and the works council's file say what is set and what is kept.
func TestP20DocumentsAreOfTheRunningConfiguration(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	for _, args := range sampleImports(t) {
		l.run(args...)
	}
	settings := filepath.Join(t.TempDir(), "sachant.yaml")
	yaml := "privacy: {contact: dpo@merlonne.example}\nretention: {leaver_purge_days: 17, leaver_erase_days: 71, audit_months: 9}\nroles: {hr: {group: rh-merlonne}}\npolicy: {managers_see_gaps: true}\n"
	if err := os.WriteFile(settings, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	for document, wants := range map[string][]string{
		"register": {"dpo@merlonne.example", "17 jours", "71 jours", "| Journal des consultations | 9 mois |", "rh-merlonne", "| directory |", "### interview", "| evaluator | les RH |", "| employeeNumber | la personne ; les RH |"},
		"dpia":     {"dpo@merlonne.example", "17 jours, puis 71 jours", "réglage policy.managers_see_gaps", "article 35"},
		"cse":      {"rh-merlonne", "voient les écarts", "L2312-38", "9 mois"},
	} {
		said := l.run("privacy", document, "--config", settings)
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("the %s does not say %q", document, want)
			}
		}
		if strings.Contains(said, "<no value>") || strings.Contains(said, "BERTHELOT") {
			t.Errorf("the %s names a person, or nothing:\n%s", document, said)
		}
	}
	if plain := l.run("privacy", "register"); !strings.Contains(plain, "30 jours") || strings.Contains(plain, "rh-merlonne") {
		t.Error("without a configuration it is not of the defaults")
	}
}

// Each rule of docs/privacy.md names tests that there are, and each test that names a rule is in its row.
func TestEachRuleOfPrivacyHasItsTests(t *testing.T) {
	text, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string][]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| P-(\d\d) \|.*$`).FindAllStringSubmatch(string(text), -1) {
		named[row[1]] = regexp.MustCompile(`Test\w+`).FindAllString(row[0], -1)
	}
	there := map[string]bool{}
	out, err := exec.CommandContext(t.Context(), "grep", "-rhoE", `^func Test\w+`, "--include=*_test.go", "../..").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		test := strings.TrimPrefix(strings.TrimSpace(line), "func ")
		there[test] = true
		if rule := regexp.MustCompile(`^TestP(\d\d)`).FindStringSubmatch(test); rule != nil && !slices.Contains(named[rule[1]], test) {
			t.Errorf("%s is not in the row of P-%s of docs/privacy.md", test, rule[1])
		}
	}
	for number := 1; number <= 23; number++ {
		rule := string(rune('0'+number/10)) + string(rune('0'+number%10))
		if !slices.ContainsFunc(named[rule], func(test string) bool { return strings.HasPrefix(test, "TestP"+rule) }) {
			t.Errorf("P-%s has no test that names it", rule)
		}
		for _, test := range named[rule] {
			if !there[test] {
				t.Errorf("P-%s names %s, which is not there", rule, test)
			}
		}
	}
}
