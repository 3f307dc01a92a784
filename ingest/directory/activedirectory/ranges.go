package activedirectory

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// maxRanges bounds how often the rest of one attribute is asked for: 15 million values at 1,500 each.
const maxRanges = 10_000

// Values returns all values of an attribute of an entry. Active Directory sends at most 1,500 at once, under a name such
// as "member;range=0-1499", and beside it the attribute without a value; the rest is asked for until a range ends in *.
func Values(conn *ldap.Conn, entry *ldap.Entry, attribute string) ([]string, error) {
	values := append([]string{}, entry.GetEqualFoldAttributeValues(attribute)...)
	next, ranged := 0, false
	for _, each := range entry.Attributes {
		if last, ok := rangeEnd(each.Name, attribute); ok {
			values, next, ranged = append(values, each.Values...), last, true
		}
	}
	for asked := 0; ranged && next >= 0; asked++ {
		if asked == maxRanges {
			return nil, fmt.Errorf("%s: %s has no end", entry.DN, attribute)
		}
		more, last, err := rangeFrom(conn, entry.DN, attribute, next+1)
		if err != nil {
			return nil, err
		}
		if last >= 0 && last <= next {
			return nil, fmt.Errorf("%s: the server sends the same values of %s again", entry.DN, attribute)
		}
		values, next = append(values, more...), last
	}
	return values, nil
}

// rangeFrom reads the values of an attribute from a number on; last is the number of the last one, or -1 where no more
// follow.
func rangeFrom(conn *ldap.Conn, dn, attribute string, from int) (values []string, last int, err error) {
	found, err := conn.Search(ldap.NewSearchRequest(dn, ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, 0, false,
		"(objectClass=*)", []string{fmt.Sprintf("%s;range=%d-*", attribute, from)}, nil))
	if err != nil {
		return nil, 0, fmt.Errorf("read %s of %s from value %d on: %w", attribute, dn, from, err)
	}
	if len(found.Entries) == 1 {
		for _, each := range found.Entries[0].Attributes {
			if last, ok := rangeEnd(each.Name, attribute); ok {
				return each.Values, last, nil
			}
		}
	}
	return nil, 0, fmt.Errorf("read %s of %s: the server does not send the values from %d on", attribute, dn, from)
}

// rangeEnd returns the number of the last value that a description such as "member;range=0-1499" announces, -1 where it
// is "*"; ok is false for another description.
func rangeEnd(description, attribute string) (last int, ok bool) {
	name, option, _ := strings.Cut(description, ";")
	bounds, isRange := strings.CutPrefix(strings.ToLower(option), "range=")
	_, end, isBounded := strings.Cut(bounds, "-")
	if !strings.EqualFold(name, attribute) || !isRange || !isBounded {
		return 0, false
	}
	if end == "*" {
		return -1, true
	}
	last, err := strconv.Atoi(end)
	return last, err == nil && last >= 0
}
