package directory

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// longestValue is the length of the longest value that is kept, in bytes.
const longestValue = 1 << 20

// ldif reads the entries of an LDIF file (RFC 2849) one by one.
type ldif struct {
	in   *bufio.Reader
	keep func(attribute string) bool
	// line is the number of the physical line read last; read is how many bytes were read.
	line int
	read int64
	// next is a logical line that was put back, if hasNext, and nextLine the physical line on which it starts.
	next     []byte
	nextLine int
	hasNext  bool
	// unended: the last line has no line end, so the file may have been cut.
	unended bool
}

// newLDIF returns a reader that keeps the values of some attributes, named in lower case.
func newLDIF(in io.Reader, keep func(attribute string) bool) *ldif {
	return &ldif{in: bufio.NewReaderSize(in, 1<<16), keep: keep}
}

// record is the text between two empty lines.
type record struct {
	entry
	// first is the attribute on its first line.
	first string
	// change is the changetype, if there is one.
	change string
	// wrong is the first error in it.
	wrong error
	// unended: the file ends in its last line, without a line end.
	unended bool
	empty   bool
}

// record reads the next record; io.EOF after the last one.
func (l *ldif) record() (record, error) {
	rec := record{entry: newEntry(), empty: true}
	for {
		text, line, err := l.logical()
		if errors.Is(err, io.EOF) && !rec.empty {
			return rec, nil
		}
		if err != nil {
			return rec, err
		}
		if len(text) == 0 {
			if !rec.empty {
				return rec, nil
			}
			continue
		}
		one, wrong := l.split(text)
		if one.name == "dn" && !rec.empty { // the empty line between two entries is missing
			l.next, l.nextLine, l.hasNext = text, line, true
			return rec, nil
		}
		if one.name != "version" || !rec.empty {
			rec.add(one, line, wrong)
		}
	}
}

// attribute is a parsed logical line; kept reports whether its value was wanted.
type attribute struct {
	name  string // in lower case
	value []byte
	kept  bool
}

func (r *record) add(one attribute, line int, wrong error) {
	if r.empty {
		r.line, r.empty, r.first = line, false, one.name
	}
	switch {
	case wrong != nil:
		if r.wrong == nil {
			r.wrong = fmt.Errorf("line %d: %w", line, wrong)
		}
	case one.name == "dn":
		r.dn = string(one.value)
	case one.name == "changetype":
		r.change = strings.ToLower(string(one.value))
	case one.kept:
		r.values[one.name] = append(r.values[one.name], one.value)
	}
}

// split parses a logical line. A name with options such as cn;lang-es is that of another
// attribute, which is not wanted.
func (l *ldif) split(text []byte) (attribute, error) {
	before, after, ok := bytes.Cut(text, []byte(":"))
	one := attribute{name: strings.TrimSuffix(strings.ToLower(string(before)), ";binary")}
	switch {
	case string(text) == "-": // ends a part of a change, which is refused as a whole
		return one, nil
	case !ok || !isName(one.name):
		return one, fmt.Errorf("%q is not an attribute and its value", clip(text))
	case bytes.HasPrefix(after, []byte("<")):
		return one, fmt.Errorf("the value of %s is in another file, which is not read", one.name)
	case !structural(one.name) && !l.keep(one.name):
		return one, checkBase64End(after)
	}
	value, err := decodeValue(after)
	if err == nil && len(value) > longestValue {
		err = fmt.Errorf("more than %d bytes", longestValue)
	}
	if err != nil {
		return one, fmt.Errorf("the value of %s: %w", one.name, err)
	}
	one.value, one.kept = value, true
	return one, nil
}

// structural names are part of the format rather than of the entry.
func structural(name string) bool {
	switch name {
	case "dn", "version", "changetype", "search", "result", "ref":
		return true
	}
	return false
}

func isName(name string) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune(".;-_", c) {
			return false
		}
	}
	return name != ""
}

func decodeValue(after []byte) ([]byte, error) {
	if encoded, ok := bytes.CutPrefix(after, []byte(":")); ok {
		encoded = bytes.Trim(encoded, " ")
		value := make([]byte, base64.StdEncoding.DecodedLen(len(encoded)))
		n, err := base64.StdEncoding.Decode(value, encoded)
		if err != nil {
			return nil, errors.New("not base64")
		}
		return value[:n], nil
	}
	return bytes.Clone(bytes.Trim(after, " ")), nil
}

// checkBase64End reports a value that was cut, without decoding it.
func checkBase64End(after []byte) error {
	encoded, ok := bytes.CutPrefix(after, []byte(":"))
	if ok && len(bytes.Trim(encoded, " "))%4 != 0 {
		return errors.New("a value is not base64")
	}
	return nil
}

func clip(text []byte) string {
	const longest = 40
	if len(text) > longest {
		return string(text[:longest]) + "…"
	}
	return string(text)
}

// logical reads a line with its continuation lines, without comments. An empty one ends a record.
func (l *ldif) logical() (text []byte, line int, err error) {
	for {
		text, line, err = l.unfold()
		if err != nil || len(text) == 0 || text[0] != '#' {
			return text, line, err
		}
	}
}

func (l *ldif) unfold() (text []byte, line int, err error) {
	if l.hasNext {
		l.hasNext = false
		return l.next, l.nextLine, nil
	}
	text, err = l.physical()
	if err != nil {
		return nil, l.line, err
	}
	line = l.line
	for len(text) > 0 && l.continues() {
		more, err := l.physical()
		if err != nil {
			return nil, line, err
		}
		text = append(text, more[1:]...)
	}
	return text, line, nil
}

// continues reports whether the next physical line belongs to this one.
func (l *ldif) continues() bool {
	next, err := l.in.Peek(1)
	return err == nil && next[0] == ' '
}

// physical reads one line, without its end.
func (l *ldif) physical() ([]byte, error) {
	text, err := l.in.ReadBytes('\n')
	l.read += int64(len(text))
	if errors.Is(err, io.EOF) && len(text) > 0 {
		l.unended, err = true, nil
	}
	if err != nil {
		return nil, err
	}
	l.line++
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	if l.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	return text, nil
}
