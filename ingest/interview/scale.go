package interview

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

// Scale is how the levels of a file are read. The zero Scale is [ScaleAuto].
type Scale string

// The scales. A named one accepts only its own values, "Oui", "Non", "X" and the words for
// "not concerned".
const (
	ScaleAuto   Scale = "auto"
	Scale0to4   Scale = "0-4"
	Scale1to4   Scale = "1-4"
	Scale1to5   Scale = "1-5"
	ScaleWords  Scale = "words"
	ScaleILUO   Scale = "iluo"
	ScalePublic Scale = "public"
)

// Scales returns all scales.
func Scales() []Scale {
	return []Scale{ScaleAuto, Scale0to4, Scale1to4, Scale1to5, ScaleWords, ScaleILUO, ScalePublic}
}

// ParseScale reads the name of a scale; empty is [ScaleAuto].
func ParseScale(name string) (Scale, error) {
	if name == "" {
		return ScaleAuto, nil
	}
	if scale := Scale(strings.ToLower(name)); slices.Contains(Scales(), scale) {
		return scale, nil
	}
	if strings.Contains(name, "=") {
		return parseOwnScale(name)
	}
	var names []string
	for _, scale := range Scales() {
		names = append(names, string(scale))
	}
	return "", fmt.Errorf("there is no scale %q: say one of %s, or your own such as \"I=1,L=2,U=3,S=4\"", name, strings.Join(names, ", "))
}

// parseOwnScale reads a company's own scale, "I=1,L=2,U=3,S=4": its values, and the levels 0 to 4 that they are.
func parseOwnScale(text string) (Scale, error) {
	var pairs []string
	for pair := range strings.SplitSeq(text, ",") {
		value, number, _ := strings.Cut(pair, "=")
		level, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if value = strings.ReplaceAll(table.Fold(value), " %", "%"); value == "" || err != nil || level < 0 || level > 4 || level*2 != float64(int(level*2)) {
			return "", fmt.Errorf("%q of the scale is not a value, = and a level from 0 to 4", pair)
		}
		pairs = append(pairs, fmt.Sprintf("%s=%g", value, level))
	}
	return Scale(strings.Join(pairs, ",")), nil
}

// ownLevel returns the level of a folded cell on a company's own scale.
func (s Scale) ownLevel(name string) (graph.Level, bool) {
	for pair := range strings.SplitSeq(string(s), ",") {
		value, number, _ := strings.Cut(pair, "=")
		if level, err := strconv.ParseFloat(number, 64); value == name && err == nil {
			return graph.Level(level), true
		}
	}
	return 0, false
}

// assessment is what a cell says about a level; the zero value is no level.
type assessment struct {
	raw   string
	scale Scale // also "binary"
	level *graph.Level
	// possessed: held, without a level.
	possessed bool
}

const scaleBinary Scale = "binary"

// reading is how the levels of one file are read.
type reading struct {
	scale Scale
	// letters: the file uses I, L or U, so its O is one of these letters and not "oui".
	letters bool
}

// read reads a cell.
func (r reading) read(cell string) (assessment, error) {
	if table.IsNothing(cell) {
		return assessment{}, nil
	}
	name := table.Fold(cell)
	switch name {
	case "oui", "x", "yes", "✓", "✔":
		return assessment{raw: cell, scale: scaleBinary, possessed: true}, nil
	case "non", "no":
		return assessment{raw: cell, scale: scaleBinary}, nil
	}
	if table.SpreadsheetError(cell) {
		return assessment{}, fmt.Errorf("%q is an error of the spreadsheet", cell)
	}
	if level, scale, ok := r.level(name); ok {
		return assessment{raw: cell, scale: scale, level: &level}, nil
	}
	if number, word, ok := numberAndWord(name); ok {
		return r.readBoth(cell, number, word)
	}
	return assessment{}, r.unknown(cell, name)
}

func (r reading) level(name string) (graph.Level, Scale, bool) {
	name = strings.ReplaceAll(name, " %", "%")
	for _, scale := range r.tries() {
		if level, ok := scale.level(name); ok {
			return level, scale, true
		}
	}
	return 0, "", false
}

// readBoth reads a cell such as "3 - Maîtrise". The number counts; a word that is another level contradicts it.
func (r reading) readBoth(cell, number, word string) (assessment, error) {
	level, scale, ok := r.level(number)
	if !ok {
		return assessment{}, r.unknown(cell, number)
	}
	for _, words := range []Scale{ScaleWords, ScalePublic} {
		if said, known := words.level(word); known && scale != Scale1to5 && said != level {
			return assessment{}, fmt.Errorf("%q contradicts itself: %q is level %g", cell, word, said)
		}
	}
	return assessment{raw: cell, scale: scale, level: &level}, nil
}

// numberAndWord takes apart a number and the name of its level: "3 - Maîtrise", "Niveau 3", "Maîtrise (3)". A date or a
// fraction is none.
func numberAndWord(name string) (number, word string, ok bool) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-:=()[]", r) })
	if len(parts) < 2 {
		return "", "", false
	}
	first, last := parts[0], parts[len(parts)-1]
	isNumber := func(text string) bool {
		return text[0] >= '0' && text[0] <= '9' && strings.Trim(text, "0123456789,.") == ""
	}
	switch word = strings.Join(parts[1:], " "); {
	case isNumber(first) && !strings.ContainsAny(word, "0123456789"):
		return first, word, true
	case isNumber(last) && !strings.ContainsAny(strings.Join(parts[:len(parts)-1], ""), "0123456789"):
		word = strings.TrimSpace(strings.TrimPrefix(strings.Join(parts[:len(parts)-1], " "), "niveau"))
		return last, word, true
	}
	return "", "", false
}

func (r reading) tries() []Scale {
	if r.scale != ScaleAuto && r.scale != "" {
		return []Scale{r.scale}
	}
	tries := []Scale{Scale0to4, ScaleWords, ScalePublic}
	if r.letters {
		tries = append(tries, ScaleILUO)
	}
	return tries
}

func (r reading) unknown(cell, name string) error {
	auto := r.scale == ScaleAuto || r.scale == ""
	switch {
	case auto && strings.Contains(cell, "%"):
		return fmt.Errorf("%q is a percentage, which is no level by itself: name a scale that says what each is (--scale \"25%%=1,50%%=2,75%%=3,100%%=4\")", cell)
	case auto && name == "o":
		return fmt.Errorf(`%q may be the letter of the scale iluo or short for "Oui": name the scale (--scale)`, cell)
	case auto && len(name) == 1 && name == "5":
		return fmt.Errorf("%q is not a level from 0 to 4: if the file counts from 1 to 5, name that scale (--scale 1-5)", cell)
	case auto:
		return fmt.Errorf("%q is not a level that is known: digits are read from 0 to 4, another scale has to be named (--scale)", cell)
	}
	return fmt.Errorf("%q is not on the scale %s", cell, r.scale)
}

// level returns the level of a folded cell on the scale 0 to 4.
func (s Scale) level(name string) (graph.Level, bool) {
	switch s {
	case ScaleWords:
		return levelOf(name, [5]string{
			"aucun|aucune|neant|non acquis|debutant sans pratique|debutante sans pratique|none",
			"notion|notions|initie|initiee|debutant|debutante|sensibilisation|connaissance|connaissances|beginner|basic|basics|awareness",
			"application|pratique|operationnel|operationnelle|intermediaire|en cours d'acquisition|intermediate|practitioner",
			"maitrise|confirme|confirmee|autonome|avance|avancee|acquis|advanced|proficient|autonomous",
			"expertise|expert|experte|referent|referente|formateur|formatrice|trainer",
		})
	case ScalePublic:
		return levelOf(name, [5]string{"non acquis", "notions|a acquerir", "pratique|a developper", "maitrise", "expert|experte"})
	case ScaleILUO:
		return levelOf(name, [5]string{"", "i", "l", "u", "o"})
	}
	if strings.Contains(string(s), "=") {
		return s.ownLevel(name)
	}
	return s.number(name)
}

func levelOf(name string, words [5]string) (graph.Level, bool) {
	for level, synonyms := range words {
		if slices.Contains(strings.Split(synonyms, "|"), name) && name != "" {
			return graph.Level(level), true
		}
	}
	return 0, false
}

// number reads digits with an optional decimal comma or point: whole levels and halves. On
// 1-5, 2 and 3 are both "practice", and so is 2.5.
func (s Scale) number(name string) (graph.Level, bool) {
	whole, part, _ := strings.Cut(strings.Replace(name, ",", ".", 1), ".")
	if !table.Digits(whole) || (part != "" && !table.Digits(part)) || len(name) > 6 {
		return 0, false
	}
	value, err := strconv.ParseFloat(whole+"."+part+"0", 64)
	if err != nil || value*2 != float64(int(value*2)) {
		return 0, false
	}
	switch {
	case s == Scale0to4 && value <= 4, s == Scale1to4 && value >= 1 && value <= 4:
		return graph.Level(value), true
	case s == Scale1to5 && value >= 1 && value <= 5:
		return fiveSteps(value), true
	}
	return 0, false
}

func fiveSteps(value float64) graph.Level {
	return graph.Level(min(value, max(2, value-1)))
}

// ReadLevel is a level as a cell words it, nil where it says none.
type ReadLevel struct {
	Level      *graph.Level
	Raw, Scale string
}

// ParseLevel reads a level by itself, such as that of a skill that a post needs.
func ParseLevel(cell string, scale Scale) (ReadLevel, error) {
	read, err := reading{scale: scale}.read(table.Clean(cell))
	if err != nil || read.level == nil {
		return ReadLevel{}, err
	}
	return ReadLevel{read.level, read.raw, string(read.scale)}, nil
}
