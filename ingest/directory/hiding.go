package directory

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// hideAttributes returns the attributes by which directories say that a person is not to be shown, and for each a
// part by which it is recognised in a longer name or a damaged line.
func hideAttributes() map[string]string {
	return map[string]string{"supannlisterouge": "listerouge", "msexchhidefromaddresslists": "hidefromaddress", "zimbrahideingal": "hideingal"}
}

// isHideAttribute reports whether a name that [hideName] returned is that of an attribute that hides people.
func isHideAttribute(name string) bool {
	return strings.Contains(name, "listerouge") || strings.Contains(name, "hide") || strings.Contains(name, "hidden")
}

// hideName returns the usual name of an attribute that hides people, even misspelt, or "" for another attribute. One
// that is not known hides too where its name says so.
func hideName(name string) string {
	const longest, perEdit = 80, 5 // letters of a name; and letters of which one may be wrong
	if usual := hideNameIn(name); usual != "" || len(name) > longest {
		return usual
	}
	for known, part := range hideAttributes() {
		for _, like := range []string{known, part} {
			if levenshtein.ComputeDistance(name, like) <= len(like)/perEdit {
				return known
			}
		}
	}
	if isHideAttribute(name) {
		return name
	}
	return ""
}

// hideNameIn returns the hide attribute that a text names, or "".
func hideNameIn(text string) string {
	for known, part := range hideAttributes() {
		if strings.Contains(text, part) {
			return known
		}
	}
	return ""
}

// mentionedHiding returns the hide attribute that a line of another attribute seems to hold: its name is damaged, or
// the line end before it.
func mentionedHiding(name, value []byte) string {
	const longest = 4 << 10 // of lines that are looked at: longer ones are photographs and certificates
	name, value = bytes.ToLower(name), bytes.TrimPrefix(value, []byte(":"))
	if end := bytes.LastIndexByte(value, ':'); end > 0 && end < longest {
		name = append(name, bytes.ToLower(value[:end])...)
	}
	return hideNameIn(string(name))
}

// hiddenBy returns the attributes and conditions that hide the person of an entry. What cannot be understood hides.
func hiddenBy(e entry, o Options) []string {
	by := slices.Clone(e.seemsHiddenBy)
	for _, condition := range o.HideIf {
		if meets(e, []string{condition}) {
			by = append(by, fold(condition))
		}
	}
	for _, lost := range e.lost {
		if isHideAttribute(lost.attribute) || isConditioned(lost.attribute, o.HideIf) {
			by = append(by, lost.attribute)
		}
	}
	for name, values := range e.values {
		if isHideAttribute(name) && slices.ContainsFunc(values, func(value []byte) bool { return !isFalse(string(value)) }) {
			by = append(by, name)
		}
	}
	slices.Sort(by)
	return slices.Compact(by)
}

// shows returns a function that reports whether an entry says expressly that an attribute no longer hides its person.
// One that is not known is any that says so.
func shows(e entry, o Options) func(hiddenBy string) bool {
	if meets(e, o.ShowIf) {
		return func(string) bool { return true }
	}
	says := func(name string) bool { return isHideAttribute(name) && len(e.values[name]) > 0 }
	return func(by string) bool {
		return says(by) || by == "" && slices.ContainsFunc(slices.Collect(maps.Keys(e.values)), says)
	}
}

func isConditioned(attribute string, conditions []string) bool {
	return slices.ContainsFunc(conditions, func(condition string) bool {
		name, _, _ := strings.Cut(condition, "=")
		return strings.EqualFold(name, attribute)
	})
}
