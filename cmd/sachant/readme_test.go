package main

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/cmd/sachant/evaluation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// readmes are the first pages that people read, in English and in French.
func readmes(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, name := range []string{"README.md", "LISEZMOI.md"} {
		content, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = string(content)
	}
	return pages
}

// readmeSearches are the examples of a search, with the person who comes first.
func readmeSearches() map[string]string {
	return map[string]string{
		"*négociation fournisseurs*": "vincent.tanguy", "*soudage TIG*": "stephane.kergoat", "*kubernetes*": "maelle.guivarch",
		"`d'Orsenne`": "guillaume.dorsenne", "`dorsenne`": "guillaume.dorsenne", "`Power BI`": "anais.vidal", "`powerbi`": "anais.vidal",
		"`C++`": "oceane.texier", "`C plus plus`": "oceane.texier", "`CO₂`": "marguerite.noel", "`co2`": "marguerite.noel",
		"`buyer`": "vincent.tanguy", "*acheteur*": "vincent.tanguy", "`RSSI`": "yann.corre", "`CISO`": "yann.corre",
	}
}

// The searches that both pages name find the same people first, a proof before anything else where there is one.
func TestTheReadmesSearchesFindWhoTheyPromise(t *testing.T) {
	_, server := sampleCompany(t)
	ask := func(words string) search.Answer {
		answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(access.Colleague()), search.Query{Words: words, First: 10, Emphasis: search.AnswerNow})
		if err != nil || len(answer.Experts) == 0 {
			t.Fatalf("%q finds %d people, %v", words, len(answer.Experts), err)
		}
		return answer
	}
	first := func(words string) string {
		return evaluation.AccountName(graph.As[graph.Person](ask(words).Experts[0].Person).Mail)
	}
	for name, page := range readmes(t) {
		for example, want := range readmeSearches() {
			if !strings.Contains(page, example) {
				t.Errorf("%s no longer names %s: keep the examples of this test in step", name, example)
			}
			if got := first(strings.Trim(example, "*`")); got != want {
				t.Errorf("%s: %s finds %s first, want %s", name, example, got, want)
			}
		}
	}
	for page, field := range map[string]string{"README.md": "skill:welding level>=3", "LISEZMOI.md": "compétence:soudage niveau>=3"} {
		if !strings.Contains(readmes(t)[page], "`"+field+"`") || first(field) != "stephane.kergoat" {
			t.Errorf("%s: %s is not named, or finds %s first", page, field, first(field))
		}
	}
	for _, words := range []string{"négociation fournisseurs", "soudage TIG", "kubernetes"} {
		if headline := ask(words).Experts[0].Headline(); headline.Class != "validated" && headline.Class != "demonstrated" {
			t.Errorf("%q: the first person is found by %q", words, headline.Text("en"))
		}
	}
}

// In the demo the page opens under a name, and somebody else sees something else, as both pages say.
func TestTheReadmesDemoShowsWhatTheySay(t *testing.T) {
	o, server := sampleCompany(t)
	handler, err := demo.DemoHandler(t.Context(), o, server)
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(handler)
	defer site.Close()
	const words = "négociation fournisseurs"
	employee := get(t, site.URL+"/?q="+url.QueryEscape(words))
	for name, opened := range map[string]string{"README.md": "*Pourquoi ici*", "LISEZMOI.md": "« Pourquoi ici »"} {
		if !strings.Contains(readmes(t)[name], opened) || !strings.Contains(employee, "<summary>Pourquoi ici") {
			t.Errorf("%s: there is nothing %s to open", name, opened)
		}
	}
	choices := get(t, site.URL+"/demo")
	for _, role := range []string{"collègue", "ressources humaines", "recrutement interne", "communauté secrète"} {
		if !strings.Contains(choices, role) {
			t.Errorf("nobody %q can be chosen", role)
		}
	}
	people, err := demo.DemoPeople(t.Context(), server.Reader)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, person := range people {
		viewer := access.Viewer{Person: graph.Key(person.ID), Roles: []access.Role{access.Employee, access.Role(person.Role)}}
		answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(viewer), search.Query{Words: words, First: 20, Emphasis: search.AnswerNow})
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprint(answer.Total, answer.Experts[0].Score, answer.Emphasis)] = true
	}
	if len(seen) < 2 {
		t.Error("everybody in the demo sees the same answer")
	}
}

// The commands in the blocks of both pages do what they say, one after the other.
func TestTheReadmesCommandsWork(t *testing.T) {
	for name, page := range readmes(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			company := filepath.Join(dir, "company")
			if err := fixtures.Write(company); err != nil {
				t.Fatal(err)
			}
			for from, to := range map[string]string{"annuaire.ldif": "people.ldif", "entretiens-2026.csv": "entretiens-2026.csv", "activite.jsonl": "activity.jsonl"} {
				if err := os.Rename(filepath.Join(company, from), filepath.Join(dir, to)); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(dir)
			output := ""
			for _, args := range readmeCommands(page) {
				var stdout, stderr bytes.Buffer
				env := cli.Environment{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" }, Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
				if status := run(append(args, "--data", filepath.Join(dir, "data")), env); status != 0 && !(args[0] == "import" && status == 3) {
					t.Fatalf("sachant %q ends with %d: %s", args, status, stderr.String())
				}
				output = stdout.String()
			}
			if !strings.Contains(output, " 1. Vincent TANGUY") {
				t.Errorf("the last command prints %s", output)
			}
		})
	}
}

// readmeCommands returns the lines of blocks that call sachant, without their comments.
func readmeCommands(page string) [][]string {
	var commands [][]string
	for _, line := range regexp.MustCompile(`(?m)^sachant .*$`).FindAllString(page, -1) {
		line, _, _ = strings.Cut(line, "  #")
		var args []string
		for _, word := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1)[1:] {
			args = append(args, strings.Trim(word, `"`))
		}
		commands = append(commands, args)
	}
	return commands
}

// Flags, commands, targets of make and files that the pages name are there.
func TestWhatTheReadmesNameIsThere(t *testing.T) {
	o, err := cli.NewOptions(nil, cli.Environment{Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	flags, commands := map[string]bool{"--help": true}, map[string]bool{}
	var visit func(*cobra.Command)
	visit = func(command *cobra.Command) {
		commands[command.CommandPath()] = true
		for _, set := range []*pflag.FlagSet{command.Flags(), command.PersistentFlags()} {
			set.VisitAll(func(flag *pflag.Flag) { flags["--"+flag.Name] = true })
		}
		for _, each := range command.Commands() {
			visit(each)
		}
	}
	visit(newRoot(o))
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range readmes(t) {
		for _, flag := range regexp.MustCompile(`--[a-z]+(-[a-z]+)*`).FindAllString(page, -1) {
			if !flags[flag] {
				t.Errorf("%s names the flag %s, which no command has", name, flag)
			}
		}
		for _, found := range regexp.MustCompile("`(sachant(?: [a-z]+)+)").FindAllStringSubmatch(page, -1) {
			if !commands[found[1]] {
				t.Errorf("%s names %q, which is no command", name, found[1])
			}
		}
		for _, found := range regexp.MustCompile("(?m)(?:^|`)make ([a-z-]+)").FindAllStringSubmatch(page, -1) {
			if !slices.Contains(strings.Split(string(makefile), "\n"), found[1]+":") && !strings.Contains(string(makefile), "\n"+found[1]+": ") {
				t.Errorf("%s names make %s, which the Makefile lacks", name, found[1])
			}
		}
		for _, found := range regexp.MustCompile(`\]\(([^)#:]+)(#[a-z-]+)?\)`).FindAllStringSubmatch(page, -1) {
			if _, err := os.Stat(filepath.Join("../..", found[1])); err != nil {
				t.Errorf("%s links to %s: %v", name, found[1], err)
			}
		}
	}
}
