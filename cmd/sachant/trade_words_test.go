package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search"
)

// expertsFor returns who is found for words, and the reasons of the first.
func expertsFor(t *testing.T, server *serving.Server, words string) (names []string, why string) {
	t.Helper()
	answer, err := server.Finder.FindExperts(t.Context(), server.Gate.View(access.Colleague()), search.Query{Words: words, First: 5, WithoutFacets: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range answer.Experts {
		names = append(names, string(one.Person.Key))
		for _, reason := range one.Reasons {
			if i == 0 {
				why += reason.Text("en") + "\n"
			}
		}
	}
	return names, why
}

func TestWordsOfTheTradesFindEachOther(t *testing.T) {
	_, server := sampleCompany(t)
	for _, same := range [][]string{
		{"paie", "payroll", "pay slip", "fiche de paie"},
		{"sécurité réseau", "network security"},
		{"acheteur", "buyer"},
		{"allemand", "German"},
		{"CND", "NDT", "non-destructive testing"},
	} {
		want, _ := expertsFor(t, server, same[0])
		if len(want) == 0 {
			t.Fatalf("%q finds nobody", same[0])
		}
		for _, words := range same[1:] {
			got, _ := expertsFor(t, server, words)
			if missing := slices.DeleteFunc(slices.Clone(want[:1]), func(name string) bool { return slices.Contains(got, name) }); len(missing) > 0 {
				t.Errorf("%q finds %v, %q finds %v first", words, got, same[0], want[0])
			}
		}
	}
}

func TestTheReasonSaysBySynonymOfWhat(t *testing.T) {
	_, server := sampleCompany(t)
	for _, test := range []struct{ words, want string }{
		{"buyer", "“acheteu"},
		{"payroll", "(found as “paie”, for “payroll”)"},
		{"k8s", "(found as “Kubernetes”, for “k8s”)"},
	} {
		if _, why := expertsFor(t, server, test.words); !strings.Contains(why, test.want) {
			t.Errorf("%q: no reason says %q:\n%s", test.words, test.want, why)
		}
	}
	if _, why := expertsFor(t, server, "paie"); strings.Contains(why, "found as") {
		t.Errorf("what is found as typed is no synonym:\n%s", why)
	}
}

func TestTheListThatIsShippedCanBeLeftOut(t *testing.T) {
	_, server := sampleCompany(t)
	server.Finder.Synonyms = nil
	if names, _ := expertsFor(t, server, "payroll"); len(names) > 0 {
		t.Errorf("without the list, payroll finds %v", names)
	}
}
