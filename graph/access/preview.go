package access

import (
	"fmt"

	"github.com/sachant/sachant/graph"
)

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
