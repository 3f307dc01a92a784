package directory

import (
	"bytes"
	"slices"
	"strings"
)

// hideAttributes returns the attributes by which directories say that a person is not to be shown. A file is
// also believed where it names one of their kind otherwise: see isHideAttribute.
func hideAttributes() []string {
	return []string{"supannListeRouge", "msExchHideFromAddressLists", "zimbraHideInGal"}
}

// hideMarks are the parts of names by which such an attribute is recognised, even misspelt.
func hideMarks() []string { return []string{"listerouge", "hidefromaddress", "hideingal"} }

func isHideAttribute(name string) bool {
	return slices.ContainsFunc(hideMarks(), func(mark string) bool { return strings.Contains(name, mark) })
}

// mentionsHiding reports whether a line of another attribute seems to hold one that hides the person: its name is
// damaged, or the line end before it.
func mentionsHiding(name, value []byte) bool {
	const longest = 4 << 10 // of lines that are looked at: longer ones are photographs and certificates
	name, value = bytes.ToLower(name), bytes.TrimPrefix(value, []byte(":"))
	if end := bytes.LastIndexByte(value, ':'); end > 0 && end < longest {
		name = append(name, bytes.ToLower(value[:end])...)
	}
	return isHideAttribute(string(name))
}

// isHidden reports whether an entry hides its person. What cannot be understood hides.
func isHidden(e entry, o Options) bool {
	unread := func(attribute string) bool { return isHideAttribute(attribute) || isConditioned(attribute, o.HideIf) }
	return e.seemsHidden || meets(e, o.HideIf) ||
		slices.ContainsFunc(e.lost, func(lost lostValue) bool { return unread(lost.attribute) }) ||
		slices.ContainsFunc(e.hideValues(), func(value []byte) bool { return !isFalse(string(value)) })
}

// isShown reports whether an entry says expressly that its person is not hidden.
func isShown(e entry, o Options) bool {
	return !isHidden(e, o) && (len(e.hideValues()) > 0 || meets(e, o.ShowIf))
}

func isConditioned(attribute string, conditions []string) bool {
	return slices.ContainsFunc(conditions, func(condition string) bool {
		name, _, _ := strings.Cut(condition, "=")
		return strings.EqualFold(name, attribute)
	})
}

func (e entry) hideValues() [][]byte {
	var values [][]byte
	for name := range e.values {
		if isHideAttribute(name) {
			values = append(values, e.values[name]...)
		}
	}
	return values
}
