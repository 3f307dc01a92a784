package graph

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// KindDiscloses is the kind of edge by which somebody says who sees a field of theirs.
const KindDiscloses Kind = "discloses" // person → the same person, tagged with the field in small letters

// The audiences among which people choose who sees a field of theirs. Each holds those before it.
const (
	ToSelf    = "self"
	ToManager = "manager"
	ToTeam    = "team" // colleagues with the same manager
	ToHR      = "hr"
	ToCompany = "company"
)

// DisclosureAudiences returns the audiences, each wider than the one before.
func DisclosureAudiences() []string { return []string{ToSelf, ToManager, ToTeam, ToHR, ToCompany} }

// Discloses says who sees a field of somebody, in the words of [DisclosureAudiences].
type Discloses struct {
	To string `json:"to,omitempty" see:"self"`
	On Date   `json:"on,omitempty" see:"self"`
}

// DisclosureKey returns the key of what somebody says about who sees a field; its tag is the field's name in small letters.
func DisclosureKey(person Key, field string) Key {
	return EdgeKey(person, KindDiscloses, strings.ToLower(field), person)
}

// Kind implements [Value].
func (Discloses) Kind() Kind { return KindDiscloses }

// DisclosedFields returns the fields of a person, by their names in the codec, of which the person says who sees them: those
// that the whole company sees otherwise, tagged `choose:"person"`.
func DisclosedFields() []string { return disclosedFields() }

var disclosedFields = sync.OnceValue(func() (names []string) {
	of := reflect.TypeFor[Person]()
	for i := range of.NumField() {
		if field := of.Field(i); field.Tag.Get("choose") == "person" {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
})

// IsDisclosedField reports whether a person says who sees a field of theirs.
func IsDisclosedField(name string) bool { return slices.Contains(DisclosedFields(), name) }
