package api

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// viewers of the story, by the name that requests give in the header X-Viewer.
func viewers() map[string]access.Viewer {
	employee := func(person graph.Key, more ...access.Role) access.Viewer {
		return access.Viewer{Person: person, Roles: append([]access.Role{access.Employee}, more...)}
	}
	return map[string]access.Viewer{
		"nobody":    {},
		"guest":     access.Colleague(),
		"colleague": employee(colleague),
		"worker":    employee(worker),
		"boss":      employee(boss),
		"member":    employee(member),
		"hidden":    employee(hidden),
		"gone":      employee(gone),
		"officer":   employee(officer, access.HRRole),
		"inside":    within(employee(officer, access.HRRole), "Atelier"), // HR of the people that all secret facts are about
		"outside":   within(employee(officer, access.HRRole), "Siège", "Paris"),
		"recruiter": employee(recruiter, access.Recruiter),
		"protector": employee(colleague, access.DPO),

		"vocabulary":    employee(colleague, access.Vocabulary),
		"administrator": employee(colleague, access.Administrator),
		"service":       {Roles: []access.Role{access.Employee, access.Service}, ReadOnly: true},
		"moderator":     lookingAfter(employee(colleague, access.CommunityManager), "community/s"),
	}
}

// lookingAfter is a viewer who looks after communities.
func lookingAfter(viewer access.Viewer, communities ...string) access.Viewer {
	viewer.Communities = communities
	return viewer
}

// within is a viewer of human resources who is so of some places only.
func within(viewer access.Viewer, places ...string) access.Viewer {
	viewer.Perimeter = places
	return viewer
}
