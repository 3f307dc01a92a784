package directorytest

import (
	"strconv"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// Object is an entry of a directory: its DN, and its values by attribute.
type Object struct {
	DN     string
	Values map[string][]string
}

func (o Object) values(attribute string) []string {
	for name, values := range o.Values {
		if strings.EqualFold(name, attribute) {
			return values
		}
	}
	return nil
}

// isBelow reports whether an object is the base, or, but for the scope of the base alone, below it.
func (o Object) isBelow(base string, alone bool) bool {
	dn, base := strings.ToLower(o.DN), strings.ToLower(base)
	return dn == base || !alone && (base == "" || strings.HasSuffix(dn, ","+base))
}

// matches reports whether an object meets a filter, as its text.
func (o Object) matches(filter string) bool {
	compiled, err := ldap.CompileFilter(filter)
	return err == nil && o.meets(compiled)
}

func (o Object) meets(filter *ber.Packet) bool {
	switch filter.Tag {
	case ldap.FilterAnd:
		for _, each := range filter.Children {
			if !o.meets(each) {
				return false
			}
		}
		return true
	case ldap.FilterOr:
		for _, each := range filter.Children {
			if o.meets(each) {
				return true
			}
		}
		return false
	case ldap.FilterNot:
		return !o.meets(filter.Children[0])
	case ldap.FilterPresent:
		attribute := ber.DecodeString(filter.Data.Bytes())
		return strings.EqualFold(attribute, "objectClass") || len(o.values(attribute)) > 0
	}
	return o.compares(filter)
}

// compares reports whether an object meets a comparison of a value.
func (o Object) compares(filter *ber.Packet) bool {
	if len(filter.Children) != 2 {
		return false
	}
	attribute, asked := ber.DecodeString(filter.Children[0].Data.Bytes()), ber.DecodeString(filter.Children[1].Data.Bytes())
	for _, value := range o.values(attribute) {
		switch filter.Tag {
		case ldap.FilterEqualityMatch:
			if strings.EqualFold(value, asked) {
				return true
			}
		case ldap.FilterGreaterOrEqual:
			if number(value) >= number(asked) {
				return true
			}
		}
	}
	return false
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
