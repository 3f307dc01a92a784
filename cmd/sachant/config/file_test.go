package config_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/cmd/sachant/config"
)

func TestEachValueHasItsPlace(t *testing.T) {
	file, err := config.Read(strings.NewReader(`# of the company
listen: 0.0.0.0:8080
sign_in:
  proxy:
    addresses: [10.0.0.4, 10.1.0.0/16]
roles:
  hr:
    group: 007
    perimeters:
      rh-lyon: Lyon
      rh-ouest: [Nantes, "Brest, port"]
policy: {managers_see_gaps: yes}
`), "sachant.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]config.Value{
		"listen":                   {Texts: []string{"0.0.0.0:8080"}, Line: 2, Column: 9},
		"sign_in.proxy.addresses":  {Texts: []string{"10.0.0.4", "10.1.0.0/16"}, Line: 5, Column: 16},
		"roles.hr.group":           {Texts: []string{"007"}, Line: 8, Column: 12},
		"roles.hr.perimeters":      {Texts: []string{"rh-lyon=Lyon", "rh-ouest=Nantes", "rh-ouest=Brest, port"}, Line: 10, Column: 7},
		"policy.managers_see_gaps": {Texts: []string{"yes"}, Line: 12, Column: 29},
	} {
		got, said := file.Value(key)
		if diff := cmp.Diff(want, got); diff != "" || !said {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
	}
	if value, said := file.Value("retention.audit_months"); said {
		t.Errorf("a file says %v of what it does not hold", value)
	}
}

func TestWhatIsWrongIsNamedWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"listn: 1":                               `sachant.yaml:1:1: there is no setting "listn": here may be listen, tls, store, sign_in`,
		"sign_in:\n  proxy:\n    user: x":        `sachant.yaml:3:5: there is no setting "sign_in.proxy.user": here may be addresses, user_header, realms, groups_header`,
		"roles:\n  hr: rh":                       `sachant.yaml:2:7: roles.hr has to hold keys`,
		"listen: [a, b]":                         `sachant.yaml:1:9: listen wants a value`,
		"listen:":                                `sachant.yaml:1:8: listen wants a value`,
		"listen: a\nlisten: b":                   `sachant.yaml:2:1: "listen" is there twice`,
		"roles: {hr: {perimeters: {a: {b: c}}}}": `roles.hr.perimeters wants a value`,
		"- a":                                    `sachant.yaml:1:1: a configuration has to hold keys`,
		"a: [":                                   `sachant.yaml: this is no YAML`,
		"listen: a\n---\nlisten: b":              `sachant.yaml: a configuration is one document`,
		"listen: &a b\nstore: {data: *a}":        `sachant.yaml:2:15: store.data wants a value`,
		"<<: {listen: a}":                        `there is no setting "<<"`,
		"store: {neo4j: {password: geheim}}":     `there is no setting "store.neo4j.password"`,
		strings.Repeat("#", 2<<20):               `sachant.yaml: a configuration is 1 MB long at most`,
	} {
		_, err := config.Read(strings.NewReader(text), "sachant.yaml")
		var wrong *config.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
		if strings.Contains(text, "geheim") && strings.Contains(err.Error(), "geheim") {
			t.Errorf("a secret is in the message %v", err)
		}
	}
}

func TestSourcesHaveTheirPlaces(t *testing.T) {
	text := `sources:
  - name: interviews
    kind: interviews
    folder: /srv/interviews
  - name: directory
    kind: directory
    schedule: "@every 15m"
    max_removals: 20
    options:
      ldap: ldaps://ldap.example.com
      hide_if: [employeeType=stagiaire, "cn=x, y"]
`
	file, err := config.Read(strings.NewReader(text), "sachant.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sources := file.Sources()
	if len(sources) != 2 || sources[0].Text("folder") != "/srv/interviews" || sources[1].Text("max_removals") != "20" {
		t.Fatalf("sources: %+v", sources)
	}
	want := map[string]config.Value{
		"ldap":    {Texts: []string{"ldaps://ldap.example.com"}, Line: 10, Column: 7},
		"hide-if": {Texts: []string{"employeeType=stagiaire", "cn=x, y"}, Line: 11, Column: 7},
	}
	if diff := cmp.Diff(want, sources[1].Options); diff != "" {
		t.Error(diff)
	}
	shown, err := config.Format(nil, sources)
	if err != nil {
		t.Fatal(err)
	}
	again, err := config.Read(strings.NewReader(shown), "shown.yaml")
	if err != nil || again.Sources()[1].Options["hide-if"].Texts[1] != "cn=x, y" {
		t.Errorf("what is shown is read otherwise: %v in\n%s", err, shown)
	}
}

func TestWhatIsWrongWithASource(t *testing.T) {
	for text, want := range map[string]string{
		"sources: x":                    `sachant.yaml:1:10: sources has to be a list`,
		"sources:\n  - kind: directory": `sachant.yaml:2:5: a source wants a name`,
		"sources:\n  - name: a":         `sachant.yaml:2:5: a source wants a kind`,
		"sources:\n  - {name: a, kind: directory}\n  - {name: a, kind: people}": `sachant.yaml:3:12: there is a source "a" already, on line 2`,
		"sources:\n  - {name: a, kind: directory, url: x}":                      `sachant.yaml:2:32: a source has no setting "url": here may be name, kind, folder`,
		"sources:\n  - {name: a, kind: directory, options: x}":                  `sachant.yaml:2:41: the options of a source have to be keys`,
		"sources:\n  - {name: a, kind: directory, options: {ldap: }}":           `ldap wants a value`,
		"sources:\n  - {name: a, name: b}":                                      `sachant.yaml:2:15: "name" is there twice`,
	} {
		if _, err := config.Read(strings.NewReader(text), "sachant.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A file that is written from values is read with the same values.
func TestWhatIsShownIsReadAgain(t *testing.T) {
	var shown []config.InForce
	for i, setting := range config.Settings() {
		one := config.InForce{Key: setting.Key, Values: []string{[]string{"", "true", "12", "a: b # c", "~", "'\"é\n"}[i%6]}, Source: "default"}
		if setting.Several {
			one.Values, one.IsList = []string{"x=y, z", "null"}, true
		}
		shown = append(shown, one)
	}
	text, err := config.Format(shown, nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := config.Read(strings.NewReader(text), "shown.yaml")
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, one := range shown {
		if got, _ := file.Value(one.Key); cmp.Diff(one.Values, got.Texts) != "" {
			t.Errorf("%s: %q is read as %q", one.Key, one.Values, got.Texts)
		}
	}
}

// FuzzRead: whatever a file holds, it is read or named as wrong.
func FuzzRead(f *testing.F) {
	f.Add("listen: a\nroles: {hr: {perimeters: {a: [b, c]}}}")
	f.Add("&a [*a, <<: *a]")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := config.Read(strings.NewReader(text), "f")
		var wrong *config.Error
		if err != nil && !errors.As(err, &wrong) {
			t.Errorf("%v has no place", err)
		}
		if err == nil && file == nil {
			t.Error("neither a file nor an error")
		}
	})
}
