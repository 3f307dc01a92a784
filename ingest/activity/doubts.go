package activity

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
)

// doubts are what the lines that are rejected may have said: that a group is secret, or that something was taken
// back. What refers to the things that they name is held back until these lines can be read.
type doubts struct {
	line int // the first such line; 0 where there is none
	// things are the ids that such lines name, with the first line of each.
	things map[string]doubt
	// room is how many bytes of ids may still be kept; where it ends, everything is in doubt.
	room int
}

// roomForDoubts is more than the ids of all lines that are rejected take, unless most lines are.
const roomForDoubts = 16 << 20

func newDoubts() doubts { return doubts{things: map[string]doubt{}, room: roomForDoubts} }

// about returns where a thing was named by a line that is rejected, and whether it was.
func (d *doubts) about(id string) (named doubt, doubted bool) {
	if d.room < 0 {
		return doubt{line: d.line}, true
	}
	named, doubted = d.things[id]
	return named, doubted
}

// doubt is where a thing was named; relation: by a line about a like, follow, acceptance or membership.
type doubt struct {
	line     int
	relation bool
}

// add notes the words of a rejected line.
func (d *doubts) add(line int, words []string) {
	if len(words) == 0 {
		return
	}
	if d.line == 0 {
		d.line = line
	}
	relation := slices.ContainsFunc(words, isRelation)
	for _, word := range words {
		before, there := d.things[word]
		if !there {
			d.room -= len(word) + 1
		}
		if d.room >= 0 && (!there || before.relation && !relation) {
			d.things[word] = doubt{line, relation}
		}
	}
}

func isRelation(word string) bool {
	return word == typeLike || word == typeFollow || word == typeAccept || word == typeJoin
}

var typePattern = regexp.MustCompile(`"type"\s*:\s*"([^"]*)"`)

// doubtfulWords returns what stands between the quotes of a line that is rejected, also where one of them is missing;
// nil where it is certain that the line only adds something: one activity that adds, about something that is no group.
func doubtfulWords(line []byte) []string {
	words := quotedWords(line)
	types := typePattern.FindAllSubmatch(line, -1)
	isGroup := bytes.Contains(line, []byte(objectGroup))
	closes := slices.ContainsFunc(words, saysSecret) && (isGroup || !slices.ContainsFunc(words, isContribution))
	nested := bytes.Count(line, []byte(`"object"`)) > 1 // as in an Undo, of which the type may be lost
	if !nested && !closes && onlyAdds(types) {
		return nil
	}
	isCut := !bytes.HasSuffix(line, []byte("}"))
	if (closes || isCut && isGroup) && !objectPattern.Match(line) {
		words = append(words, anyGroup)
	}
	return words
}

// anyGroup stands in the words of a line for the id of a group that is lost.
const anyGroup = "\x00"

var objectPattern = regexp.MustCompile(`["']object["'].*["']id["']\s*:\s*["'][^"']+["']`)

// saysSecret reports whether a word may be the name of a member that closes a group.
func saysSecret(word string) bool {
	folded := foldName(word)
	meant := decidingName(folded)
	return meant == "secret" || meant == "restricted" || meant == "" && len(word) < 20 && nearDecidingName(folded) == "secret"
}

func isContribution(word string) bool { return contributionType(word) != "" }

// quotedWords returns what stands between quotes, single ones too, as others than JSON write them.
func quotedWords(line []byte) []string {
	var words []string
	for _, quote := range []string{`"`, `'`} {
		if !bytes.Contains(line, []byte(quote)) {
			continue
		}
		for part := range bytes.SplitSeq(line, []byte(quote)) {
			word := string(part)
			if _ = json.Unmarshal(slices.Concat([]byte(`"`), part, []byte(`"`)), &word); len(word) <= longestID {
				words = append(words, word)
			}
		}
	}
	return words
}

// longestID bounds the texts that are taken for ids.
const longestID = 2000

// onlyAdds reports whether a line with these types only adds something.
func onlyAdds(types [][][]byte) bool {
	activities, contributions, relations, indifferent, groups := 0, 0, 0, 0, 0
	for _, found := range types {
		switch word := string(found[1]); {
		case isRelation(word):
			activities, relations = activities+1, relations+1
		case slices.Contains([]string{"Announce", "Dislike", "Invite", "Listen", "Offer", "Read", "View"}, word):
			activities, indifferent = activities+1, indifferent+1
		case word == typeCreate:
			activities++
		case contributionType(word) != "":
			contributions++
		case word == objectGroup:
			groups++
		case !slices.Contains([]string{objectPerson, "Hashtag", "Mention", "Link", "Image", "Document", "Emoji"}, word):
			return false
		}
	}
	return activities == 1 && (relations+contributions > 0 || indifferent > 0 && groups == 0)
}
