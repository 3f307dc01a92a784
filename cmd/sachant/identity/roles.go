package identity

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/signin"
)

// roleOptions are the groups that give roles.
type roleOptions struct {
	hr, recruiter, vocabulary, dpo string
	hrPerimeters                   []string
}

func (r *roleOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&r.hr, "hr-group", "", "the `group` of human resources, by name or DN")
	flags.StringArrayVar(&r.hrPerimeters, "hr-perimeter", nil, "`group=place`: who is in the group is human resources of a unit or site and of what is below it, given by its name or key (repeatable)")
	flags.StringVar(&r.recruiter, "recruiter-group", "", "the `group` of recruiters")
	flags.StringVar(&r.dpo, "dpo-group", "", "the `group` of the data protection officer, who may let a column through on the page of imports (in the group of human resources too)")
	flags.StringVar(&r.vocabulary, "vocabulary-group", "", "the `group` of those who keep the vocabulary of skills")
}

func (r *roleOptions) roles() (signin.Roles, error) {
	perimeters, err := pairs("--hr-perimeter", "rh-lyon=Lyon", r.hrPerimeters)
	return signin.Roles{HR: r.hr, Recruiter: r.recruiter, Vocabulary: r.vocabulary, DPO: r.dpo, HRPerimeters: perimeters}, err
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
