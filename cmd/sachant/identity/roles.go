package identity

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/signin"
)

// roleOptions are the groups that give roles.
type roleOptions struct {
	hr, recruiter, vocabulary, dpo, administrator string
	hrPerimeters, communityManagers               []string
	pilotPlaces, pilotGroups                      []string
}

func (r *roleOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&r.hr, "hr-group", "", "the `group` of human resources, by name or DN")
	flags.StringArrayVar(&r.hrPerimeters, "hr-perimeter", nil, "`group=place`: who is in the group is human resources of a unit or site and of what is below it, given by its name (of a unit the whole path) or key (repeatable)")
	flags.StringVar(&r.recruiter, "recruiter-group", "", "the `group` of recruiters")
	flags.StringVar(&r.dpo, "dpo-group", "", "the `group` of the data protection officer, who may let a column through on the page of imports (in the group of human resources too)")
	flags.StringVar(&r.administrator, "administrator-group", "", "the `group` of those who run Sachant; they see what every colleague sees")
	flags.StringArrayVar(&r.communityManagers, "community-manager", nil, "`group=community`: who is in the group looks after a community, given by its name or key, and sees what its members see (repeatable)")
	flags.StringArrayVar(&r.pilotPlaces, "pilot-place", nil, "a unit or site, by its name (of a unit the whole path) or key: only its people, and those of a --pilot-group, may come; others read that it is not yet time (repeatable)")
	flags.StringArrayVar(&r.pilotGroups, "pilot-group", nil, "a `group` whose members may come while --pilot-place or this limits who may (repeatable)")
	flags.StringVar(&r.vocabulary, "vocabulary-group", "", "the `group` of those who keep the vocabulary of skills")
}

func (r *roleOptions) roles() (signin.Roles, error) {
	perimeters, err := pairs("--hr-perimeter", "rh-lyon=Lyon", r.hrPerimeters)
	if err != nil {
		return signin.Roles{}, err
	}
	communities, err := pairs("--community-manager", "moderators=Welding", r.communityManagers)
	return signin.Roles{
		HR: r.hr, Recruiter: r.recruiter, Vocabulary: r.vocabulary, DPO: r.dpo, Administrator: r.administrator,
		HRPerimeters: perimeters, CommunityManagers: communities, Pilot: r.pilotGroups,
	}, err
}

// Pilot returns the people that the company opens Sachant to first.
func (o *Options) Pilot() signin.Pilot {
	return signin.Pilot{Places: o.roles.pilotPlaces, Groups: o.roles.pilotGroups}
}

// Places returns, in order, the places of all perimeters of human resources, and of the pilot.
func (o *Options) Places() []string {
	roles, err := o.roles.roles()
	if err != nil {
		return nil
	}
	places := append(slices.Concat(slices.Collect(maps.Values(roles.HRPerimeters))...), o.roles.pilotPlaces...)
	slices.Sort(places)
	return slices.Compact(places)
}

// pairs reads "group=value", such as like, as values by group. The group may be a DN: the last = divides.
func pairs(flag, like string, texts []string) (map[string][]string, error) {
	all := map[string][]string{}
	for _, text := range texts {
		at := strings.LastIndex(text, "=")
		if at < 0 {
			return nil, fmt.Errorf("%s %q is not like %s", flag, text, like)
		}
		group, value := strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:])
		if group == "" || value == "" {
			return nil, fmt.Errorf("%s %q is not like %s", flag, text, like)
		}
		all[group] = append(all[group], value)
	}
	return all, nil
}
