package access

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// disclosed is who sees each of [graph.DisclosedFields] of a person, a byte each: 1 and more is the place among
// [graph.DisclosureAudiences], 0 is what the policy says until the person chooses. Empty is 0 of all.
type disclosed string

// with returns it with the audience of a field changed, which the tag of an edge names.
func (d disclosed) with(tag, audience string) disclosed {
	names := graph.DisclosedFields()
	at := slices.IndexFunc(names, func(name string) bool { return strings.ToLower(name) == tag })
	if at < 0 {
		return d
	}
	places := make([]byte, len(names))
	copy(places, d)
	places[at] = byte(slices.Index(graph.DisclosureAudiences(), audience) + 1)
	return disclosed(places)
}

// audienceOf returns who sees a field of which a person chose an audience, "" where they chose none: no wider than the policy
// lets it be.
func (p Policy) audienceOf(field, chosen string) string {
	if chosen == "" {
		chosen = p.defaultOf(field)
	}
	all := graph.DisclosureAudiences()
	return all[min(widthOf(chosen), widthOf(p.widestOf(field)))]
}

func (p Policy) widestOf(field string) string { return orCompany(p.Widest[field]) }

func (p Policy) defaultOf(field string) string { return orCompany(p.Default[field]) }

func orCompany(audience string) string {
	if audience == "" {
		return graph.ToCompany
	}
	return audience
}

// widthOf returns the place of an audience among all; what is none is the narrowest.
func widthOf(audience string) int { return max(0, slices.Index(graph.DisclosureAudiences(), audience)) }

// Check returns what is wrong with who sees the fields of people.
func (p Policy) Check() error {
	for _, audiences := range []map[string]string{p.Widest, p.Default} {
		for field, audience := range audiences {
			if !graph.IsDisclosedField(field) {
				return fmt.Errorf("a person has no field %q of which they say who sees it: there are %s", field, strings.Join(graph.DisclosedFields(), ", "))
			}
			if !slices.Contains(graph.DisclosureAudiences(), audience) {
				return fmt.Errorf("%q is no audience of %s: there are %s", audience, field, strings.Join(graph.DisclosureAudiences(), ", "))
			}
		}
	}
	for _, field := range graph.DisclosedFields() {
		if p.Default[field] != "" && widthOf(p.Default[field]) > widthOf(p.widestOf(field)) {
			return fmt.Errorf("%s is for %s by default, which is wider than %s, the widest it may be for", field, p.Default[field], p.widestOf(field))
		}
	}
	return nil
}

// audiences returns who sees each field of a person, in the order of [graph.DisclosedFields].
func (p Policy) audiences(chosen disclosed) []string {
	names := graph.DisclosedFields()
	all := make([]string, len(names))
	for i, name := range names {
		text := ""
		if i < len(chosen) && chosen[i] > 0 {
			text = graph.DisclosureAudiences()[chosen[i]-1]
		}
		all[i] = p.audienceOf(name, text)
	}
	return all
}

// choices returns what people chose about who sees what of them, where facts are about people.
func (f *filter) choices(ctx context.Context, isPerson bool) (map[graph.NodeID]disclosed, error) {
	if !isPerson {
		return nil, nil
	}
	decided, err := f.decisions(ctx)
	if err != nil {
		return nil, err
	}
	if len(decided.disclosed) > 0 || f.teams {
		err = f.readTeam(ctx)
	}
	return decided.disclosed, err
}

// readTeam reads, once, who reports to the viewer's manager.
func (f *filter) readTeam(ctx context.Context) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.team != nil {
		return nil
	}
	team := map[graph.NodeID]bool{}
	if f.self != 0 {
		managers, err := f.graph.AppendEdges(ctx, nil, []graph.NodeID{f.self}, graph.Out, graph.KindReportsTo)
		if err != nil {
			return err
		}
		above := make([]graph.NodeID, len(managers))
		for i, edge := range managers {
			above[i] = edge.To
		}
		reports, err := f.graph.AppendEdges(ctx, nil, above, graph.Into, graph.KindReportsTo)
		if err != nil {
			return err
		}
		for _, edge := range reports {
			team[edge.From] = true
		}
	}
	f.team = team
	return nil
}

// undisclosed returns the fields of a person that are not for the viewer, who is in groups as `see` tags name them.
func (g *Gate) undisclosed(groups Labels, inTeam bool, chosen disclosed) (hidden []int) {
	width := widthOf(graph.ToCompany)
	switch {
	case slices.Contains(groups, "self"):
		width = widthOf(graph.ToSelf)
	case slices.Contains(groups, "manager"):
		width = widthOf(graph.ToManager)
	case inTeam:
		width = widthOf(graph.ToTeam)
	case slices.Contains(groups, "hr"):
		width = widthOf(graph.ToHR)
	}
	for i, audience := range g.Policy.audiences(chosen) {
		if widthOf(audience) < width {
			hidden = append(hidden, g.disclosed[i])
		}
	}
	return hidden
}

// disclosedFields returns the places in the struct of [graph.DisclosedFields].
func disclosedFields() (places []int) {
	of := reflect.TypeFor[graph.Person]()
	for i := range of.NumField() {
		if of.Field(i).Tag.Get("choose") == "person" {
			places = append(places, i)
		}
	}
	return places
}

// FieldAudience is who sees a field of the viewer.
type FieldAudience struct {
	Field, Audience string
	// Choices are the audiences that the policy lets them choose; Chosen: they chose it.
	Choices []string
	Chosen  bool
}

// FieldAudiences returns who sees what of the viewer.
func (v *View) FieldAudiences(ctx context.Context) ([]FieldAudience, error) {
	person := v.viewer.Person
	if person == "" {
		return nil, nil
	}
	edges, err := v.Edges(ctx, []graph.Key{person}, graph.Out, graph.KindDiscloses)
	if err != nil {
		return nil, err
	}
	chosen := map[string]string{}
	for _, edge := range edges {
		chosen[edge.Key.Tag()] = graph.As[graph.Discloses](edge).To
	}
	policy, all := v.gate.Policy, []FieldAudience{}
	for _, field := range graph.DisclosedFields() {
		own := chosen[strings.ToLower(field)]
		all = append(all, FieldAudience{
			Field: field, Audience: policy.audienceOf(field, own), Chosen: own != "",
			Choices: graph.DisclosureAudiences()[:widthOf(policy.widestOf(field))+1],
		})
	}
	return all, nil
}

// Disclose says who sees a field of the viewer from a day on, within the policy; "" is what the policy says.
func (v *View) Disclose(ctx context.Context, field, audience string, today graph.Date) error {
	person := v.viewer.Person
	if !graph.IsDisclosedField(field) {
		return fmt.Errorf("%w: people do not choose who sees %q", graph.ErrInvalid, field)
	}
	if audience != "" && (!slices.Contains(graph.DisclosureAudiences(), audience) || widthOf(audience) > widthOf(v.gate.Policy.widestOf(field))) {
		return fmt.Errorf("%w: %q is no audience that can be chosen for %s", graph.ErrInvalid, audience, field)
	}
	if err := v.RequireVisible(ctx, []graph.Key{person}); err != nil {
		return err
	}
	key := graph.DisclosureKey(person, field)
	if audience == "" {
		return v.commitOwn(ctx, graph.Tx{Delete: []graph.Key{key}})
	}
	return v.commitOwn(ctx, graph.Tx{Put: []graph.Fact{{Key: key, Value: graph.Discloses{To: audience, On: today}}}})
}
