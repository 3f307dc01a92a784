package access

import (
	"fmt"
	"slices"

	"github.com/sachant/sachant/graph"
)

// Label names a group of viewers. A fact is labelled with who may see it, a viewer with what
// they are.
type Label string

// Company is everybody who is signed in.
const Company Label = "company"

// HR is everybody in human resources.
const HR Label = "hr"

// Recruiting is everybody who looks for people who could move to a post.
const Recruiting Label = "recruiter"

// Protection is the data protection officer.
const Protection Label = "dpo"

// Self is one person alone.
func Self(person graph.Key) Label { return Label("self:" + person) }

// ManagerOf is the manager of a person.
func ManagerOf(person graph.Key) Label { return Label("manager:" + person) }

// MemberOf is everybody in a community.
func MemberOf(community graph.Key) Label { return Label("member:" + community) }

// ModeratorOf is everybody who decides about reports in a community.
func ModeratorOf(community graph.Key) Label { return Label("moderator:" + community) }

// AwareOf is everybody who is no member of a community and knows that it exists: they are invited to it, or suspended from it.
func AwareOf(community graph.Key) Label { return Label("aware:" + community) }

// Mention labels what exists for those who may see a fact that mentions it: a view decides about each such node.
// No viewer holds it.
const Mention Label = "mention"

// Labels is a set; nil is nobody.
type Labels []Label

// Meets reports whether two sets have a label in common.
func (l Labels) Meets(other Labels) bool {
	return slices.ContainsFunc(l, func(label Label) bool { return slices.Contains(other, label) })
}

// Role is what a viewer is in the company besides a colleague.
type Role string

// The roles. Everybody is an employee; a recruiter sees what a colleague sees, and the wishes of who consents.
const (
	Employee  Role = "employee"
	HRRole    Role = "hr"
	Recruiter Role = "recruiter"
	// Vocabulary keeps the vocabulary of skills; it sees what a colleague sees.
	Vocabulary Role = "vocabulary"
	// DPO is the data protection officer, who may let a column through that must not be imported; they see what a colleague sees.
	DPO Role = "dpo"
	// Administrator runs the installation; they see what a colleague sees, whatever they configure.
	Administrator Role = "administrator"
	// CommunityManager looks after communities; they see what a colleague sees, and what members of these communities see.
	CommunityManager Role = "community_manager"
	// Service is a program that asks by a token of its own; it sees what colleagues see, and changes nothing.
	Service Role = "service"
)

// Viewer is who is asking. The zero Viewer is nobody and sees nothing.
type Viewer struct {
	// Person is the viewer's own node, or empty for a colleague who has none here.
	Person graph.Key
	Roles  []Role
	// Perimeter limits somebody in human resources to the people of units and sites and of what is below them, each given
	// by its key or its name. Empty is the whole company.
	Perimeter []string
	// Communities are those that a community manager looks after, each given by its key or its name.
	Communities []string
	// Invited says that a group of theirs is of the pilot, to which a company opens Sachant first; it lets them see nothing more.
	Invited bool
	// ReadOnly viewers change nothing.
	ReadOnly bool

	preview bool      // somebody looks at their own page as such a viewer: see [View.Preview]
	manages graph.Key // the person whose manager they are in a preview
}

// Colleague is a viewer without a name: what the whole company may see.
func Colleague() Viewer { return Viewer{Roles: []Role{Employee}} }

// Is reports whether the viewer has a role.
func (v Viewer) Is(role Role) bool { return slices.Contains(v.Roles, role) }

// Previews returns the kinds of viewers as which people may look at their own page.
func Previews() []string { return []string{"colleague", "manager", "hr", "recruiter", "nobody"} }

// Preview returns what somebody else sees, for the viewer to look at their own page as them: a colleague, the viewer's
// manager, human resources, a recruiter or nobody. It is to be asked about the viewer alone, and notes nothing in the audit.
func (v *View) Preview(as string) (*View, error) {
	viewer := Viewer{preview: true}
	switch as {
	case "nobody":
	case "colleague":
		viewer.Roles = []Role{Employee}
	case "manager":
		viewer.Roles, viewer.manages = []Role{Employee}, v.viewer.Person
	case "hr":
		viewer.Roles = []Role{Employee, HRRole}
	case "recruiter":
		viewer.Roles = []Role{Employee, Recruiter}
	default:
		return nil, fmt.Errorf("%w: nobody is a %q", graph.ErrNotFound, as)
	}
	if v.viewer.Person == "" {
		return nil, fmt.Errorf("%w: there is no page to look at", graph.ErrNotFound)
	}
	return v.gate.View(viewer), nil
}
