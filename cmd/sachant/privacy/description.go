package privacy

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/graph"
)

// description is what the documents say of an installation.
type description struct {
	Day      graph.Date
	Contact  string
	People   int
	Sources  []source
	Kinds    []kind
	Purge    int
	Erase    int
	Guest    int
	Measure  int
	Audit    int
	Keeps    bool // what those wrote who are erased on demand
	Model    string
	Store    string
	Roles    []role
	Gaps     bool // managers see the gaps of their team
	Notice   bool
	Settings []config.InForce
}

// source is where facts are from, and how many.
type source struct {
	Name  string
	Facts int
}

// kind is a kind of facts about people that are kept, its fields, and who sees them.
type kind struct {
	Name   string
	Facts  int
	Fields []field
}

type field struct{ Name, Audience string }

// role is a role with the group or claim that gives it.
type role struct{ Name, Group string }

// describe reads what is kept and what is set.
func describe(ctx context.Context, reader graph.Reader, o *cli.Options, settings []config.InForce) (description, error) {
	about := description{Day: graph.DateOf(o.Now()), Contact: o.Retention.Contact, Purge: o.Retention.Leavers.PurgeAfter, Erase: o.Retention.Leavers.EraseAfter,
		Guest: o.Retention.Leavers.GuestAfter, Measure: o.Retention.Leavers.MeasureAfter,
		Audit: o.AuditMonths, Keeps: o.Retention.Contributions == "keep", Store: "un fichier sur le serveur", Gaps: o.Policy.ManagersSeeGaps, Notice: o.Retention.Notice, Settings: settings}
	if o.Store != "" {
		about.Store = "un serveur Neo4j"
	}
	for _, setting := range settings {
		value := strings.Join(setting.Values, ", ")
		if value == "" {
			continue
		}
		switch {
		case strings.HasPrefix(setting.Key, "roles."):
			about.Roles = append(about.Roles, role{strings.TrimPrefix(setting.Key, "roles."), value})
		case setting.Key == "language_model.address":
			about.Model = value
		}
	}
	err := about.count(ctx, reader)
	return about, err
}

// count counts people, sources and facts about people by kind.
func (d *description) count(ctx context.Context, reader graph.Reader) error {
	sources, kinds := map[string]int{}, map[graph.Kind]int{}
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		origin := fact.Origin
		if key := graph.Key(origin); key.Kind() == graph.KindPerson {
			origin = "les personnes elles-mêmes"
		}
		sources[origin]++
		kinds[fact.Key.Kind()]++
		if person, is := fact.Value.(graph.Person); is && !person.Absent {
			d.People++
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what is kept: %w", err)
	}
	for name, facts := range sources {
		if name != "" {
			d.Sources = append(d.Sources, source{name, facts})
		}
	}
	slices.SortFunc(d.Sources, func(a, b source) int { return strings.Compare(a.Name, b.Name) })
	for _, described := range graph.Descriptors() {
		if isAboutPeople(described) && kinds[described.Kind()] > 0 {
			d.Kinds = append(d.Kinds, kind{string(described.Kind()), kinds[described.Kind()], fieldsOf(described)})
		}
	}
	return nil
}

// isAboutPeople reports kinds whose facts are about somebody.
func isAboutPeople(described graph.Descriptor) bool {
	owned := []graph.Kind{graph.KindPerson, graph.KindAccount, graph.KindInterview, graph.KindWish, graph.KindContribution, graph.KindRequest}
	return described.From == graph.KindPerson || described.To == graph.KindPerson || slices.Contains(owned, described.Kind())
}

// fieldsOf returns the fields of a kind, each with who sees it, by its tag.
func fieldsOf(described graph.Descriptor) (fields []field) {
	of := reflect.TypeOf(described.Value)
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		fields = append(fields, field{name, audienceOf(of.Field(i).Tag.Get("see"))})
	}
	return fields
}

// audienceOf returns a tag in French.
func audienceOf(see string) string {
	words := map[string]string{"company": "tous les collègues", "self": "la personne", "manager": "son responsable", "hr": "les RH", "recruiter": "le recrutement interne, avec consentement",
		"dpo": "le délégué à la protection des données", "published": "les collègues, une fois publié par la personne", "none": "personne"}
	var audience []string
	for word := range strings.FieldsSeq(see) {
		audience = append(audience, words[word])
	}
	return strings.Join(audience, " ; ")
}
