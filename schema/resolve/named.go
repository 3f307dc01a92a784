package resolve

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
)

// SkillOf finds the skill of an id or a label, and reports whether it exists. One that does not
// is returned as it would be made.
func (r *Request) SkillOf(name any) (graph.Fact, bool, error) {
	text, _ := name.(string)
	key := graph.Key(text)
	if key.Kind() == graph.KindSkill && !key.IsEdge() {
		fact, err := r.Visible(graph.KindSkill, text)
		return fact, err == nil, err
	}
	made, err := newSkill(text)
	if err != nil {
		return graph.Fact{}, false, err
	}
	fact, ok, err := r.Load.Fact(r.Context, made.Key, graph.Brief)
	if !ok && err == nil {
		fact, ok, err = r.skillByLabel(made.Key.ID())
	}
	if ok || err != nil {
		return fact, ok, err
	}
	return made, false, nil
}

// MaxLabel is the longest label that a skill named here may have, in characters.
const MaxLabel = 200 // some of ROME have 150

// newSkill makes a skill of the label that a person typed. Two labels that differ in case,
// accents or spaces name one skill.
func newSkill(label string) (graph.Fact, error) {
	label = strings.Join(strings.Fields(label), " ")
	slug := graph.Slug(label)
	switch {
	case slug == "":
		return graph.Fact{}, fmt.Errorf("%w: a skill needs a name of letters or digits", graph.ErrInvalid)
	case utf8.RuneCountInString(label) > MaxLabel:
		return graph.Fact{}, fmt.Errorf("%w: a skill's name has at most %d characters", graph.ErrInvalid, MaxLabel)
	case strings.ContainsFunc(label, unicode.IsControl):
		return graph.Fact{}, fmt.Errorf("%w: a skill's name holds a control character", graph.ErrInvalid)
	}
	return graph.Node(slug, "", graph.Skill{PrefLabel: label}), nil
}

// skillByLabel finds the skill that has a label, given as its slug: by its preferred label before
// an alternative one, and of several the first in key order. Skills whose ids a source numbers are
// only found so. It reads all skills, of which a company has thousands, and only for an edit.
func (r *Request) skillByLabel(slug string) (found graph.Fact, ok bool, err error) {
	preferred := false
	_, err = r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		skill := graph.As[graph.Skill](fact)
		isPreferred := graph.Slug(skill.PrefLabel) == slug
		isAlternative := slices.ContainsFunc(skill.AltLabel, func(label string) bool { return graph.Slug(label) == slug })
		if isPreferred && !preferred || !ok && isAlternative {
			found, ok, preferred = fact, true, isPreferred
		}
		return nil
	}, graph.KindSkill)
	return found, ok, err
}

// ExistingSkill returns the skill that a key or a label names; one that the viewer may not know is as one that is not there.
func (r *Request) ExistingSkill(name any) (graph.Fact, error) {
	skill, exists, err := r.SkillOf(name)
	if err == nil && !exists {
		err = fmt.Errorf("%w: there is no skill %q", graph.ErrInvalid, TextOf(name))
	}
	return skill, err
}

// RoleOf finds a role by its id, its code or a label: the company's own before those of vocabularies. It is empty where
// there is none.
func (r *Request) RoleOf(name any) (graph.Key, error) {
	text, _ := name.(string)
	if key := graph.Key(text); key.Kind() == graph.KindRole && key.Check() == nil {
		fact, err := r.Visible(graph.KindRole, text)
		return fact.Key, err
	}
	slug := graph.Slug(text)
	best, found := 0, graph.Key("")
	if slug == "" {
		return "", nil
	}
	_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		role, rank := graph.As[graph.Role](fact), 0
		if graph.Slug(role.Notation) == slug {
			rank = 3
		} else if slices.ContainsFunc(role.Labels().All(), func(label graph.Literal) bool { return graph.Slug(label.Text()) == slug }) {
			rank = 1
		}
		if rank > 0 && role.InScheme == "" {
			rank++
		}
		if rank > best {
			best, found = rank, fact.Key
		}
		return nil
	}, graph.KindRole)
	return found, err
}

// PlaceOf finds a unit or a site by its id or its name.
func (r *Request) PlaceOf(kind graph.Kind, name string) (found graph.Key, err error) {
	slug := graph.Slug(name)
	_, err = r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
		label := graph.As[graph.Unit](fact).Name + graph.As[graph.Site](fact).Name
		if string(fact.Key) == name || found == "" && graph.Slug(label) == slug {
			found = fact.Key
		}
		return nil
	}, kind)
	switch {
	case err != nil || found != "":
		return found, err
	case kind == graph.KindSite:
		return "", fmt.Errorf("%w: there is no site %q", graph.ErrInvalid, name)
	}
	return "", fmt.Errorf("%w: there is no unit %q", graph.ErrInvalid, name)
}

// PersonOf finds a person by their id or an address.
func (r *Request) PersonOf(name string) (graph.Fact, error) {
	key := graph.Key(name)
	if key.Kind() != graph.KindPerson {
		_, err := r.View.Scan(r.Context, graph.Brief, func(fact graph.Fact) error {
			if slices.Contains(graph.As[graph.Person](fact).Addresses(), strings.ToLower(name)) {
				key = fact.Key
			}
			return nil
		}, graph.KindPerson)
		if err != nil {
			return graph.Fact{}, err
		}
	}
	person, err := r.Visible(graph.KindPerson, string(key))
	if errors.Is(err, graph.ErrNotFound) {
		err = fmt.Errorf("%w: nobody has the address %q", graph.ErrInvalid, name)
	}
	return person, err
}
