package activity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// secrecy is what a description says of a group: the word "secret". What is there and not understood means
// secret, and of several words the strictest counts.
type secrecy int8

const (
	secrecyUnsaid secrecy = iota
	secrecyOpen
	secrecySecret
	secrecyMisread
)

// UnmarshalJSON reads true or false; everything else is misread.
func (s *secrecy) UnmarshalJSON(data []byte) error {
	said := secrecyMisread
	switch string(data) {
	case "true":
		said = secrecySecret
	case "false":
		said = secrecyOpen
	}
	*s = max(*s, said)
	return nil
}

func (s secrecy) isSecret() bool { return s >= secrecySecret }

// recipients are those that an activity or an object is addressed to, by any of its members that say so.
type recipients []recipient

// recipient is one of them.
type recipient struct {
	id, kind, name string // kind is its type, where that is said
	secret         secrecy
	// direct: it stands in a member that mostly names people, such as "to", not in "audience" or "context".
	direct bool
	// doubtful: it stands in a member that is not known, and counts only where it names a group, what was said in a
	// secret one, or clearly a person; where the member resembles a known one, also any other person.
	doubtful, resembles bool
	// parent: it is replied to, besides something else.
	parent bool
}

// kindRestricted is the kind of the recipient of what is only said not to be for everybody.
const kindRestricted = "restricted"

// nobody is the recipient of what is addressed to an empty list: a person who does not exist.
func nobody() recipient { return recipient{kind: objectPerson} }

// addressing returns whether a member names recipients, and whether these are mostly people.
func addressing(name string) (addresses, direct bool) {
	switch name {
	case "audience", "context":
		return true, false
	case "to", "cc", "bto", "bcc":
		return true, true
	}
	return false, false
}

// add reads the recipients of a member: an id, an object, or a list of these.
func (r *recipients) add(name string, value json.RawMessage) error {
	_, direct := addressing(name)
	list, err := listOf[object](value)
	if err == nil && len(list) == 0 {
		*r = append(*r, nobody())
	}
	for _, each := range list {
		if each.ID == "" {
			return fmt.Errorf("%q has no id", name)
		}
		*r = append(*r, recipientOf(each, direct))
	}
	return err
}

// listOf reads one value, or a list of them; null is none.
func listOf[T any](value json.RawMessage) (list []*T, err error) {
	if value[0] != '[' {
		value = slices.Concat([]byte("["), value, []byte("]"))
	}
	err = json.Unmarshal(value, &list)
	return slices.DeleteFunc(list, func(each *T) bool { return each == nil }), err
}

func recipientOf(o *object, direct bool) recipient {
	return recipient{id: o.ID, kind: o.Type, name: o.Name, secret: o.Secret, direct: direct}
}

// readRecipients reads all recipients in a JSON object, and notes whatever a member that is not known may name:
// the slip of a pen must not open what is addressed to few.
func readRecipients(data []byte) (all recipients, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		text, _ := token.(string)
		name := strings.ToLower(text)
		if addresses, _ := addressing(name); addresses {
			err = all.add(name, value)
		} else if !isKnownMember(name) {
			err = all.doubt(name, value)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// doubt notes what a member that is not known names. It refuses one that may be a word that decides alone who
// may read something.
func (r *recipients) doubt(name string, value json.RawMessage) error {
	if deciding := nearDecidingName(foldName(name)); deciding != "" {
		return fmt.Errorf("%q is not known; it resembles %q, which decides who may see something", name, deciding)
	}
	if !strings.ContainsRune(`"{[`, rune(value[0])) {
		return nil
	}
	likely := slices.ContainsFunc([]string{"to", "cc", "bto", "bcc", "audience", "context"}, func(known string) bool {
		return resembles(name, known)
	})
	var all any
	_ = json.Unmarshal(value, &all)
	r.noteThings(all, recipient{doubtful: true, resembles: likely})
	return nil
}

// noteThings notes all that a value names, however deep: texts, and objects with an id, of which persons are not read.
func (r *recipients) noteThings(value any, as recipient) {
	switch value := value.(type) {
	case string:
		if as.id = value; value != "" && len(value) <= longestID {
			*r = append(*r, as)
		}
	case []any:
		for _, each := range value {
			r.noteThings(each, as)
		}
	case map[string]any:
		kind, _ := value["type"].(string)
		itself := as
		itself.kind = shortType(kind)
		r.noteThings(value["id"], itself)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			if name != "type" && name != "id" && itself.kind != objectPerson {
				r.noteThings(value[name], as)
			}
		}
	}
}

// isKnownMember reports whether a member, in lower case, has a meaning other than to name recipients.
func isKnownMember(name string) bool {
	switch name {
	case "@context", "type", "id", "actor", "object", "published", "updated", "role", "name", "summary", "content", "mediatype",
		"url", "secret", "restricted", "ispublic", "inreplyto", "tag", "namemap", "summarymap", "contentmap", "attributedto", "attachment", "icon", "image",
		"generator", "location", "preview", "replies", "likes", "shares", "atomuri":
		return true
	}
	return false
}

// resembles reports whether two words differ in one byte: replaced, added or lost.
func resembles(word, other string) bool {
	for word != "" && other != "" && word[0] == other[0] {
		word, other = word[1:], other[1:]
	}
	for word != "" && other != "" && word[len(word)-1] == other[len(other)-1] {
		word, other = word[:len(word)-1], other[:len(other)-1]
	}
	return len(word) <= 1 && len(other) <= 1
}

// isEverybody reports whether an id is the public collection of ActivityStreams.
func isEverybody(id string) bool {
	switch id {
	case "https://www.w3.org/ns/activitystreams#Public", "http://www.w3.org/ns/activitystreams#Public", "as:Public", "Public":
		return true
	}
	return false
}

// isPerson reports whether a recipient is a person, or a collection of people, by what its line says.
func (r recipient) isPerson() bool {
	scheme, _, _ := strings.Cut(strings.ToLower(r.id), ":")
	return r.kind == objectPerson || scheme == "mailto" || scheme == "acct" || strings.HasSuffix(r.id, "/followers")
}
