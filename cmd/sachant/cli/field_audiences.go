package cli

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/graph/access"
)

// fieldAudiences is a flag that may be given several times: field=audience.
type fieldAudiences struct{ of *map[string]string }

var _ pflag.SliceValue = fieldAudiences{}

// PolicyFlags adds the flags of who sees which fields of people.
func (o *Options) PolicyFlags(flags *pflag.FlagSet) {
	flags.BoolVar(&o.Policy.ManagersSeeGaps, "managers-see-gaps", false, "let managers see what those who report to them lack of what their posts require")
	flags.Var(fieldAudiences{&o.Policy.Widest}, "field-widest", "`field=audience`: people show a field of theirs to this audience at most: self, manager, team, hr or company (repeatable)")
	flags.Var(fieldAudiences{&o.Policy.Default}, "field-default", "`field=audience`: who sees a field of somebody until they choose (repeatable)")
}

// Type implements [pflag.Value].
func (fieldAudiences) Type() string { return "strings" }

// String implements [pflag.Value].
func (f fieldAudiences) String() string {
	if f.of == nil {
		return ""
	}
	return strings.Join(f.GetSlice(), ",")
}

// Set implements [pflag.Value].
func (f fieldAudiences) Set(text string) error { return f.Append(text) }

// Append implements [pflag.SliceValue].
func (f fieldAudiences) Append(text string) error {
	field, audience, _ := strings.Cut(text, "=")
	field, audience = strings.TrimSpace(field), strings.TrimSpace(audience)
	if err := (access.Policy{Widest: map[string]string{field: audience}}).Check(); err != nil {
		return err
	}
	if _, twice := (*f.of)[field]; twice {
		return fmt.Errorf("%s is there twice", field)
	}
	if *f.of == nil {
		*f.of = map[string]string{}
	}
	(*f.of)[field] = audience
	return nil
}

// Replace implements [pflag.SliceValue].
func (f fieldAudiences) Replace(texts []string) error {
	*f.of = nil
	for _, text := range texts {
		if err := f.Append(text); err != nil {
			return err
		}
	}
	return nil
}

// GetSlice implements [pflag.SliceValue].
func (f fieldAudiences) GetSlice() []string {
	texts := []string{}
	for _, field := range slices.Sorted(maps.Keys(*f.of)) {
		texts = append(texts, field+"="+(*f.of)[field])
	}
	return texts
}

// CheckPolicy returns what is wrong with who sees which fields.
func (o *Options) CheckPolicy() error {
	if err := o.Policy.Check(); err != nil {
		return fmt.Errorf("--field-default: %w", err)
	}
	return nil
}
