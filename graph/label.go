package graph

import "unicode/utf8"

// MaxLabel is the length of the longest label of a skill, or name of a unit, site or community, in characters: more
// than the longest of the usual lists of skills.
const MaxLabel = 500

// LongLabel returns the first label of a value that is longer than [MaxLabel], "" where there is none.
func LongLabel(value Value) (long string) {
	mapLabels(value, func(label string) string {
		if long == "" && IsLongLabel(label) {
			long = label
		}
		return label
	})
	return long
}

// IsLongLabel reports whether a label is longer than [MaxLabel].
func IsLongLabel(label string) bool {
	return len(label) > MaxLabel && utf8.RuneCountInString(label) > MaxLabel
}

// CutLabel returns a label of at most [MaxLabel] characters; what is cut ends in an ellipsis.
func CutLabel(label string) string {
	if IsLongLabel(label) {
		return string([]rune(label)[:MaxLabel-1]) + "…"
	}
	return label
}

// mapLabels returns a value with its labels changed.
func mapLabels(value Value, change func(string) string) Value {
	switch v := value.(type) {
	case Unit:
		v.Name = change(v.Name)
		return v
	case Site:
		v.Name = change(v.Name)
		return v
	case Community:
		v.Name = change(v.Name)
		return v
	case Skill:
		v.Notation, v.PrefLabel = change(v.Notation), change(v.PrefLabel)
		alternative := v.AltLabel
		v.AltLabel = nil
		for _, label := range alternative {
			v.AltLabel = append(v.AltLabel, change(label))
		}
		return v
	}
	return value
}
