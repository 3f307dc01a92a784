package access

import (
	"context"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Office returns the role by which the viewer sees more of people than colleagues do; "" where they have none.
func (v *View) Office() Role {
	if v.viewer.preview {
		return ""
	}
	for _, role := range []Role{HRRole, Recruiter} {
		if v.viewer.Is(Employee) && v.viewer.Is(role) {
			return role
		}
	}
	return ""
}

// IsByOffice reports whether the viewer sees what is kept from colleagues of a person by their office alone, and not as
// the person or their manager.
func (v *View) IsByOffice(ctx context.Context, person graph.Key) (bool, error) {
	if v.Office() == "" {
		return false, nil
	}
	labels, err := v.Labels(ctx)
	return !labels.Meets(Labels{Self(person), ManagerOf(person)}), err
}

// ShownByOffice takes facts that this view gave and returns, in key order, the people whose facts the viewer sees by their
// office alone. The audit has to note these people.
func (v *View) ShownByOffice(ctx context.Context, facts []graph.Fact) ([]graph.Key, error) {
	if v.Office() == "" {
		return nil, nil
	}
	labels, err := v.Labels(ctx)
	if err != nil {
		return nil, err
	}
	labels = slices.DeleteFunc(slices.Clone(labels), func(label Label) bool { return label == HR || label == Recruiting })
	facts = slices.DeleteFunc(slices.Clone(facts), func(fact graph.Fact) bool { return !isPersonal(fact.Key.Kind()) })
	have, err := surroundings(ctx, v.gate.reader, facts)
	if err != nil {
		return nil, err
	}
	var people []graph.Key
	for _, fact := range facts {
		owner := have.Owner[fact.Key]
		if kind := fact.Key.Kind(); hasOwner(kind) {
			owner = fact.From()
			if ownerEnd(kind) == graph.Into {
				owner = fact.To()
			}
		}
		if owner != "" && !Audience(fact, have).Meets(labels) {
			people = append(people, owner)
		}
	}
	return graph.Distinct(people), nil
}

// ForColleagues reports whether colleagues see a field of a value, by the `see` tag of the field.
func ForColleagues(value graph.Value, see string) bool {
	words := strings.Fields(see)
	declaration, _ := value.(graph.Declares)
	return slices.Contains(words, "company") || declaration.IsPublished() && slices.Contains(words, "published")
}

// isPersonal reports whether facts of a kind belong to a person and are not for every colleague as such.
func isPersonal(kind graph.Kind) bool {
	described, known := graph.Describe(kind)
	company := strings.Contains(described.Audience, string(Company))
	return known && !company && (kind == graph.KindDeclares || kind == graph.KindWish || isOwned(described))
}

// Administers reports whether the viewer runs the installation, and so sees how its sources are read, and has them read.
func (v *View) Administers() bool {
	return !v.viewer.preview && v.viewer.Is(Employee) && v.viewer.Is(Administrator) && v.viewer.Person != ""
}

// SeesMatches reports whether the viewer may see who could take an opening: recruiters and human resources do.
func (v *View) SeesMatches() bool { return v.viewer.Is(Recruiter) || v.viewer.Is(HRRole) }
