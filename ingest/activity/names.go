package activity

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// canonicalNames returns a line of JSON in which each member that is read has the name by which it is read: others write
// it with a namespace, as JSON-LD does, with accents or signs that are not seen, or with another word.
func canonicalNames(line []byte) []byte {
	var out []byte
	copied := 0
	for f := (fastJSON{line: line}); ; {
		start := bytes.IndexByte(line[f.at:], '"')
		if start < 0 {
			break
		}
		start += f.at
		f.at = start
		if _, _, ok := f.quoted(); !ok {
			break
		}
		end, name := f.at, ""
		if !f.next(':') || json.Unmarshal(line[start:end], &name) != nil {
			continue
		}
		if known := canonicalName(name); known != name {
			out = append(append(append(append(out, line[copied:start]...), '"'), known...), '"')
			copied = end
		}
	}
	return append(out, line[copied:]...)
}

// canonicalName returns the name by which a member is read, in lower case, or the name itself. What decides who may
// see something does so in any namespace; the rest is read in that of ActivityStreams alone.
func canonicalName(name string) string {
	if name == "@context" {
		return name
	}
	local := strings.TrimRight(name, ":/#")
	if meant := decidingName(foldName(local[strings.LastIndexAny(local, ":/#")+1:])); meant != "" {
		return meant
	}
	for _, namespace := range []string{"@", "as:", "https://www.w3.org/ns/activitystreams#", "http://www.w3.org/ns/activitystreams#"} {
		name = strings.TrimPrefix(name, namespace)
	}
	if folded := foldName(name); isKnownMember(folded) {
		return folded
	}
	return name
}

// decidingName returns the name by which a member is read that decides who may see something; "" for others.
func decidingName(folded string) string {
	switch folded {
	case "secret", "issecret":
		return "secret"
	case "private", "isprivate", "confidential", "isconfidential", "restricted", "isrestricted", "hidden", "ishidden",
		"direct", "directmessage", "isdirectmessage", "visibility", "privacy", "membersonly":
		return "restricted"
	case "public", "ispublic":
		return "ispublic"
	case "inreplyto", "inreplytoid", "replyto", "replytoid":
		return "inreplyto"
	case "recipient", "recipients", "addressee", "addressees":
		return "to"
	case "to", "cc", "bto", "bcc", "audience", "context":
		return folded
	}
	return ""
}

// foldName returns the letters and digits of a name in lower case, without accents.
func foldName(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(name)))
}

// nearDecidingName returns the word that a member which is not known may be meant for, where that word decides alone who
// may see something; else "". Letters that are not of the Latin alphabet may look like any other.
func nearDecidingName(folded string) string {
	foreign := strings.Count(strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '?'
		}
		return r
	}, folded), "?")
	if foreign == len([]rune(folded)) {
		return ""
	}
	for _, deciding := range []string{"secret", "private", "confidential", "visibility", "inreplyto"} {
		if levenshtein.ComputeDistance(folded, deciding)-foreign <= 2 {
			return deciding
		}
	}
	return ""
}

// restriction is what a member such as "private" or "visibility" says: that something is not for everybody, unless it
// clearly says the contrary.
type restriction bool

// UnmarshalJSON implements [json.Unmarshaler]; of several members the strictest counts.
func (r *restriction) UnmarshalJSON(data []byte) error {
	word := ""
	_ = json.Unmarshal(data, &word)
	switch strings.ToLower(word) {
	case "public", "open", "everyone", "everybody", "as:public":
	default:
		*r = *r || string(data) != "false"
	}
	return nil
}

// openness is what "public" says; what is not true restricts.
type openness struct{ denied bool }

// UnmarshalJSON implements [json.Unmarshaler].
func (o *openness) UnmarshalJSON(data []byte) error {
	o.denied = o.denied || string(data) != "true"
	return nil
}

// marks are the members of an activity or object that say that it is not for everybody.
type marks struct {
	Secret     secrecy     `json:"secret"`
	Restricted restriction `json:"restricted"`
	IsPublic   openness    `json:"ispublic"`
}

// secrecy is the strictest that the marks say.
func (m marks) secrecy() secrecy {
	if m.Secret < secrecySecret && (bool(m.Restricted) || m.IsPublic.denied) {
		return secrecySecret
	}
	return m.Secret
}
