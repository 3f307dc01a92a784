package groups_test

import (
	"slices"
	"testing"

	"github.com/sachant/sachant/ingest/directory/groups"
)

func TestPeopleOfNestedGroups(t *testing.T) {
	set := groups.Set{}
	for dn, members := range map[string][]string{
		"france": {"lyon", "paris", "zoe"}, "lyon": {"ada", "bob", "lyon"}, "paris": {"bob", "monde"}, "monde": {"france", "cid"}, "empty": nil,
	} {
		set.Add(groups.Group{DN: dn, Members: members})
	}
	set.Add(groups.Group{DN: "lyon", Members: []string{"dan"}})
	for dn, want := range map[string][]string{
		"france": {"ada", "bob", "cid", "dan", "zoe"}, "monde": {"ada", "bob", "cid", "dan", "zoe"}, "lyon": {"ada", "bob", "dan"}, "empty": {}, "unknown": {},
	} {
		if got := set.People(dn); !slices.Equal(got, want) {
			t.Errorf("people of %s = %v, want %v", dn, got, want)
		}
	}
}
