package activity

import (
	"bytes"
	"encoding/json"
	"strings"
)

// fastJSON reads a line in the shape that nearly all lines have: known members, each once, with strings and
// objects in them. It takes a tenth of the time of encoding/json, which scans an object again for each level
// that may also be an id; without it a first import takes a fifth longer and a second one a third. Lines of
// another shape are left to encoding/json, so it never has to say what is wrong, and a test holds the two to
// the same result.
type fastJSON struct {
	line []byte
	at   int
}

// maxDepth is how deep objects may be nested: the author of an activity that is undone.
const maxDepth = 4

// parseFast reads a line that is known to be UTF-8, and reports whether it could. Where it could not, it may
// have read a part.
func (a *activity) parseFast(line []byte) bool {
	f := fastJSON{line: line}
	return f.members(func(name []byte) bool {
		switch string(name) {
		case "type":
			return f.typeName(&a.Type)
		case "id":
			return f.text(&a.ID)
		case "published":
			return f.text(&a.Published)
		case "role":
			return f.text(&a.Role)
		case "actor":
			return f.object(&a.Actor, 1)
		case "object":
			return f.object(&a.Object, 1)
		}
		return f.recipient(&a.Recipients, name, 1)
	}) && f.at == len(line)
}

// members calls member with each name in an object; member reads the value.
func (f *fastJSON) members(member func(name []byte) bool) bool {
	if !f.next('{') {
		return false
	}
	if f.next('}') {
		return true
	}
	for {
		name, escaped, ok := f.quoted()
		if !ok || escaped || !f.next(':') || !member(name) {
			return false
		}
		if !f.next(',') {
			return f.next('}')
		}
	}
}

// object reads an id or an object.
func (f *fastJSON) object(into **object, depth int) bool {
	if *into != nil || depth > maxDepth {
		return false
	}
	made := &object{}
	*into = made
	if f.sees('"') {
		return f.text(&made.ID)
	}
	return f.members(func(name []byte) bool {
		switch string(name) {
		case "type":
			return f.typeName(&made.Type)
		case "id":
			return f.text(&made.ID)
		case "inReplyTo":
			return f.object(&made.InReplyTo, depth+1)
		case "actor":
			return f.object(&made.Actor, depth+1)
		case "object":
			return f.object(&made.Object, depth+1)
		case "tag":
			return f.tags(&made.Tag)
		case "secret":
			return f.boolean(&made.Secret)
		}
		return f.texts(made, name) || f.recipient(&made.Recipients, name, depth)
	})
}

// recipient reads a member that names one recipient.
func (f *fastJSON) recipient(into *recipients, name []byte, depth int) bool {
	addresses, direct := addressing(string(name))
	if !addresses {
		return false
	}
	if f.sees('"') {
		only := recipient{direct: direct}
		ok := f.text(&only.id) && only.id != ""
		*into = append(*into, only)
		return ok
	}
	var described *object
	if !f.object(&described, depth+1) || described.ID == "" {
		return false
	}
	*into = append(*into, recipientOf(described, direct))
	return true
}

// texts reads the members of an object that hold text for people.
func (f *fastJSON) texts(into *object, name []byte) bool {
	switch string(name) {
	case "name":
		return f.text(&into.Name)
	case "summary":
		return f.text(&into.Summary)
	case "content":
		return f.text(&into.Content)
	case "mediaType":
		return f.text(&into.MediaType)
	case "url":
		return f.text(&into.URL)
	case "published":
		return f.text(&into.Published)
	case "updated":
		return f.text(&into.Updated)
	}
	return false
}

// tags reads a list of strings.
func (f *fastJSON) tags(into *tags) bool {
	if *into != nil || !f.next('[') {
		return false
	}
	for !f.next(']') {
		var name string
		if !f.text(&name) {
			return false
		}
		into.note(name)
		if !f.next(',') {
			return f.next(']')
		}
		if f.sees(']') {
			return false
		}
	}
	return true
}

// boolean reads a word that was not read yet.
func (f *fastJSON) boolean(into *secrecy) bool {
	for word, said := range map[string]secrecy{"true": secrecySecret, "false": secrecyOpen} {
		if *into == secrecyUnsaid && bytes.HasPrefix(f.line[f.at:], []byte(word)) {
			f.at += len(word)
			*into = said
			return true
		}
	}
	return false
}

// typeName reads a string that is mostly one of a few.
func (f *fastJSON) typeName(into *string) bool {
	before := f.at
	if *into != "" {
		return false
	}
	raw, escaped, ok := f.quoted()
	if ok && !escaped {
		for _, known := range [...]string{typeLike, typeCreate, typeFollow, typeJoin, typeAccept, objectAnswer, objectQuestion, objectPerson} {
			if string(raw) == known {
				*into = known
				return true
			}
		}
	}
	f.at = before
	return f.text(into) && shortType(*into) == *into // others have a namespace
}

// text reads a string that was not read yet; encoding/json reads one with rare escapes.
func (f *fastJSON) text(into *string) bool {
	if *into != "" {
		return false
	}
	raw, escaped, ok := f.quoted()
	switch {
	case !ok:
		return false
	case !escaped:
		*into = string(raw)
		return true
	}
	if *into, ok = unescaped(raw); ok {
		return true
	}
	return json.Unmarshal(f.line[f.at-len(raw)-2:f.at], into) == nil
}

// unescaped returns a string without its escapes; simple is false where one of them is not a single character.
func unescaped(raw []byte) (text string, simple bool) {
	var out strings.Builder
	out.Grow(len(raw))
	for {
		at := bytes.IndexByte(raw, '\\')
		if at < 0 {
			out.Write(raw)
			return out.String(), true
		}
		out.Write(raw[:at])
		switch char := raw[at+1]; char {
		case '"', '\\', '/':
			out.WriteByte(char)
		case 'n':
			out.WriteByte('\n')
		case 't':
			out.WriteByte('\t')
		case 'r':
			out.WriteByte('\r')
		default:
			return "", false
		}
		raw = raw[at+2:]
	}
}

// quoted returns what stands between the next two quotes.
func (f *fastJSON) quoted() (raw []byte, escaped, ok bool) {
	if !f.next('"') {
		return nil, false, false
	}
	for start := f.at; f.at < len(f.line); f.at++ {
		switch b := f.line[f.at]; {
		case b == '"':
			f.at++
			return f.line[start : f.at-1], escaped, true
		case b == '\\':
			escaped = true
			f.at++
		case b < ' ':
			return nil, false, false
		}
	}
	return nil, false, false
}

// next skips blanks and a character, if it is the next.
func (f *fastJSON) next(char byte) bool {
	if !f.sees(char) {
		return false
	}
	f.at++
	return true
}

// sees skips blanks and reports whether a character comes next.
func (f *fastJSON) sees(char byte) bool {
	for f.at < len(f.line) && (f.line[f.at] == ' ' || f.line[f.at] == '\t') {
		f.at++
	}
	return f.at < len(f.line) && f.line[f.at] == char
}
