package directory

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// stableAttributes returns the attributes that identify an entry for as long as it exists, best first.
func stableAttributes() []string {
	return []string{"objectGUID", "entryUUID", "nsUniqueId", "ipaUniqueID", "GUID",
		"employeeNumber", "employeeID", "supannEmpId"}
}

// changingAttributes returns attributes that change with a marriage; they identify only where nothing better does.
func changingAttributes() []string { return []string{"uid", "mail"} }

// census counts how many people have which identifying attribute.
type census struct {
	people int
	having map[string]int
}

func newCensus() *census { return &census{having: map[string]int{}} }

func (c *census) add(e entry) {
	c.people++
	for _, attribute := range slices.Concat(stableAttributes(), changingAttributes()) {
		if identityOf(e, attribute) != "" {
			c.having[attribute]++
		}
	}
}

// choose returns the first attribute that at least half of the people have, or "".
func (c *census) choose(attributes []string) string {
	for _, attribute := range attributes {
		if had := c.having[attribute]; had > 0 && had*2 >= c.people {
			return attribute
		}
	}
	return ""
}

// canonical returns the usual spelling of an attribute's name.
func canonical(attribute string) string {
	for _, known := range slices.Concat(stableAttributes(), changingAttributes()) {
		if strings.EqualFold(attribute, known) {
			return known
		}
	}
	return strings.ToLower(attribute)
}

// identityOf returns the value of an identifying attribute in a normal form; "" where there is none.
func identityOf(e entry, attribute string) string {
	switch strings.ToLower(attribute) {
	case "objectguid":
		return guid(e, true)
	case "guid":
		return guid(e, false)
	}
	values := e.texts(attribute)
	for i := range values {
		values[i] = strings.ToLower(values[i])
	}
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	if named := rdnValue(e.dn, attribute); slices.Contains(values, named) {
		return named
	}
	return slices.Min(values)
}

// guid returns a 16-byte identifier as text. Active Directory stores the first three groups
// with their bytes reversed (RFC 4122 calls that a Microsoft GUID); eDirectory does not.
func guid(e entry, mixed bool) string {
	values := e.values["guid"]
	if mixed {
		values = e.values["objectguid"]
	}
	if len(values) == 0 {
		return ""
	}
	raw := values[0]
	if len(raw) != 16 {
		return guidText(string(raw))
	}
	order := binary.ByteOrder(binary.BigEndian)
	if mixed {
		order = binary.LittleEndian
	}
	return fmt.Sprintf("%08x-%04x-%04x-%x-%x", order.Uint32(raw), order.Uint16(raw[4:]), order.Uint16(raw[6:]), raw[8:10], raw[10:])
}

// guidText reads the text form, with or without braces, as some exports have it.
func guidText(text string) string {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), "{}"))
	if len(text) != 36 || strings.Trim(text, "0123456789abcdef-") != "" {
		return ""
	}
	return text
}
