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
}

func (r *roleOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&r.hr, "hr-group", "", "the `group` of human resources, by name or DN")
	flags.StringArrayVar(&r.hrPerimeters, "hr-perimeter", nil, "`group=place`: who is in the group is human resources of a unit or site and of what is below it, given by its name (of a unit the whole path) or key (repeatable)")
	flags.StringVar(&r.recruiter, "recruiter-group", "", "the `group` of recruiters")
	flags.StringVar(&r.dpo, "dpo-group", "", "the `group` of the data protection officer, who may let a column through on the page of imports (in the group of human resources too)")
	flags.StringVar(&r.administrator, "administrator-group", "", "the `group` of those who run Sachant; they see what every colleague sees")
	flags.StringArrayVar(&r.communityManagers, "community-manager", nil, "`group=community`: who is in the group looks after a community, given by its name or key, and sees what its members see (repeatable)")
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
		HRPerimeters: perimeters, CommunityManagers: communities,
	}, err
}

// Places returns, in order, the places of all perimeters of human resources.
func (o *Options) Places() []string {
	roles, err := o.roles.roles()
	if err != nil {
		return nil
	}
	places := slices.Concat(slices.Collect(maps.Values(roles.HRPerimeters))...)
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
