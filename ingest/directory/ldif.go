package directory

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// longestValue is the length of the longest value that is kept, longestLine that of the longest line, in bytes.
const (
	longestValue = 1 << 20
	longestLine  = 1 << 24
)

// ldif reads the entries of an LDIF file (RFC 2849) one by one.
type ldif struct {
	in   *bufio.Reader
	name func(description string) (attribute string, wanted bool)
	// line is the number of the physical line read last.
	line int
	// next is a logical line that was put back, if hasNext, and nextLine the physical line on which it starts.
	next     []byte
	nextLine int
	hasNext  bool
	end      fileEnd
}

// fileEnd says how a file ends, and so whether it may have been cut.
type fileEnd struct {
	unended    bool // its last line has no line end
	open       bool // no empty line follows its last record
	ldapsearch bool // it begins as ldapsearch writes one, which then writes a result at the end
	// counts are what ldapsearch counts at the end of each page, "Responses", "Entries", by its word; pages add up.
	counts map[string]int
	pages  int
}

// entries returns how many entries the file says that it has; 0 where it does not.
func (e fileEnd) entries() int {
	others := e.pages + e.counts["References"] + e.counts["Extended"] + e.counts["Partial"] // the result of each page is a response
	return max(e.counts["Entries"], e.counts["Responses"]-others)
}

// note reads a comment of ldapsearch.
func (e *fileEnd) note(comment string) {
	e.ldapsearch = e.ldapsearch || comment == "# extended LDIF"
	counted, found := strings.CutPrefix(comment, "# num")
	what, number, _ := strings.Cut(counted, ":")
	count, err := strconv.Atoi(strings.TrimSpace(number))
	if !found || err != nil {
		return
	}
	if e.counts == nil {
		e.counts = map[string]int{}
	}
	e.counts[what] += count
	if what == "Responses" {
		e.pages++
	}
}

// newLDIF returns a reader of UTF-8 or UTF-16 that keeps the values of wanted attributes.
func newLDIF(in io.Reader, name func(description string) (attribute string, wanted bool)) *ldif {
	l := &ldif{name: name}
	l.in = bufio.NewReaderSize(in, 1<<16)
	if order, wide := byteOrder(l.in); wide {
		decoder := unicode.UTF16(order, unicode.UseBOM).NewDecoder()
		l.in = bufio.NewReaderSize(decoder.Reader(l.in), 1<<16)
	}
	if start, _ := l.in.Peek(1 << 12); bytes.IndexByte(start, '\r') >= 0 && bytes.IndexByte(start, '\n') < 0 {
		l.in = bufio.NewReaderSize(lineEnds{l.in}, 1<<16)
	}
	return l
}

// byteOrder reports whether a text is UTF-16, by its byte order mark or, as LDIF begins in ASCII, by the zero byte
// of its first character.
func byteOrder(in *bufio.Reader) (order unicode.Endianness, wide bool) {
	start, _ := in.Peek(2)
	switch {
	case len(start) < 2:
		return unicode.LittleEndian, false
	case start[0] == 0 && start[1] != 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, start[1] == 0 && start[0] != 0 || string(start) == "\xff\xfe" || string(start) == "\xfe\xff"
}

// lineEnds reads a text whose lines end with CR alone as one whose lines end with LF.
type lineEnds struct{ in io.Reader }

func (l lineEnds) Read(into []byte) (int, error) {
	n, err := l.in.Read(into)
	for i, c := range into[:n] {
		if c == '\r' {
			into[i] = '\n'
		}
	}
	return n, err
}

// record is the text between two empty lines.
type record struct {
	entry
	// first is the attribute on its first line.
	first string
	// change is the changetype, if there is one.
	change string
	// wrong is why it is not the record of an entry.
	wrong error
	empty bool
}

// record reads the next record; io.EOF after the last one.
func (l *ldif) record() (record, error) {
	rec := record{entry: newEntry(), empty: true}
	for {
		text, line, err := l.logical()
		if errors.Is(err, io.EOF) && !rec.empty {
			l.end.open = true
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
		one := l.split(text)
		switch {
		case one.name == "dn" && !rec.empty: // the empty line between two entries is missing
			l.next, l.nextLine, l.hasNext = text, line, true
			return rec, nil
		case one.name != "version" || !rec.empty:
			rec.add(one, line)
		case string(one.value) != "1":
			return rec, fmt.Errorf("it is LDIF of version %q, and only version 1 is read", one.value)
		}
	}
}

// attribute is a parsed logical line.
type attribute struct {
	name  string // in lower case
	value []byte
	kept  bool   // its value was wanted
	wrong string // why a wanted value, or the line, cannot be read
	hides string // a hide attribute, where this seems to be a damaged line of it
}

func (r *record) add(one attribute, line int) {
	if r.empty {
		r.line, r.empty, r.first = line, false, one.name
	}
	if one.hides != "" {
		r.seemsHiddenBy = append(r.seemsHiddenBy, one.hides)
	}
	switch {
	case one.wrong != "" && isStructural(one.name):
		r.wrong = fmt.Errorf("line %d: the value of %s: %s", line, one.name, one.wrong)
	case one.wrong != "":
		r.lose(one.name, one.wrong, line)
	case one.name == "dn":
		r.dn = string(one.value)
	case one.name == "changetype":
		r.change = strings.ToLower(string(one.value))
	case one.kept:
		r.values[one.name] = append(r.values[one.name], one.value)
	}
}

// split parses a logical line.
func (l *ldif) split(text []byte) attribute {
	before, after, ok := bytes.Cut(text, []byte(":"))
	name, wanted := l.name(string(before))
	one := attribute{name: name}
	switch {
	case string(text) == "-": // ends a part of a change, which is refused as a whole
		return one
	case !ok || name == "":
		one.name, one.wrong = "", fmt.Sprintf("%q is not an attribute and its value", clip(text))
	case isStructural(name) || wanted:
		one.value, one.wrong = decodeValue(after)
		one.kept = one.wrong == ""
	}
	if !ok || !isHideAttribute(name) {
		one.hides = mentionedHiding(before, after)
	}
	return one
}

// isStructural reports whether a name is part of the format rather than of the entry.
func isStructural(name string) bool {
	switch name {
	case "dn", "version", "changetype", "search", "result", "ref":
		return true
	}
	return false
}

// decodeValue decodes what follows the first colon of a line, or says what is wrong with it.
func decodeValue(after []byte) (value []byte, wrong string) {
	if bytes.HasPrefix(after, []byte("<")) {
		return nil, "it is in another file, which is not read"
	}
	value = bytes.Clone(bytes.Trim(after, " "))
	if encoded, ok := bytes.CutPrefix(after, []byte(":")); ok {
		encoded = bytes.Trim(encoded, " ")
		value = make([]byte, base64.StdEncoding.DecodedLen(len(encoded)))
		n, err := base64.StdEncoding.Decode(value, encoded)
		if err != nil {
			return nil, "not base64"
		}
		value = value[:n]
	}
	if len(value) > longestValue {
		return nil, fmt.Sprintf("more than %d bytes", longestValue)
	}
	return value, ""
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
		l.end.note(string(text))
	}
}

func (l *ldif) unfold() (text []byte, line int, err error) {
	if l.hasNext {
		l.hasNext = false
		return l.next, l.nextLine, nil
	}
	text, err = l.physical(nil)
	if err != nil {
		return nil, l.line, err
	}
	line = l.line
	for len(text) > 0 && l.continues() {
		if text, err = l.physical(text); err != nil {
			return nil, line, err
		}
	}
	return text, line, nil
}

// continues reports whether the next physical line belongs to this one, and skips the space that says so.
func (l *ldif) continues() bool {
	next, err := l.in.Peek(1)
	if err != nil || next[0] != ' ' {
		return false
	}
	_, _ = l.in.Discard(1)
	return true
}

// physical appends one line, without its end, to a text. What is longer than the longest line is not kept, and
// its value then is too long to be read.
func (l *ldif) physical(text []byte) ([]byte, error) {
	started, more := len(text) > 0, true
	for more {
		part, err := l.in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && (len(part) > 0 || started) {
			l.end.unended, err = true, nil
		}
		if more = errors.Is(err, bufio.ErrBufferFull); err != nil && !more {
			return nil, err
		}
		started = true
		text = append(text, part[:min(len(part), max(0, longestLine-len(text)))]...)
	}
	l.line++
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	if l.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	}
	return text, nil
}
