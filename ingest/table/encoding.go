package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// textEncoding is one of the encodings of tables.
type textEncoding struct {
	name string
	encoding.Encoding
	// char decodes one byte; nil where a character may be several.
	char func(byte) rune
}

func oneByte(name string, from *charmap.Charmap) textEncoding {
	return textEncoding{name, from, from.DecodeByte}
}

// guesses are the encodings of files without a byte-order mark; of two that fit as well, the first is taken.
func guesses() []textEncoding {
	return []textEncoding{
		{"UTF-8", xunicode.UTF8, nil},
		oneByte("Windows-1252", charmap.Windows1252), // ISO-8859-1 included
		oneByte("ISO-8859-15", charmap.ISO8859_15),
		oneByte("MacRoman", charmap.Macintosh),
		oneByte("CP850", charmap.CodePage850),
	}
}

// decodeText decodes the bytes of a file into NFC text whose lines end in "\n". A byte that is no text becomes
// U+FFFD, for which a row is rejected. The notes are what a person should check.
func decodeText(ctx context.Context, content []byte) (text string, notes []string, err error) {
	from, note := detectEncoding(content)
	decoded := transform.NewReader(contextReader{ctx, bytes.NewReader(content)}, from.NewDecoder())
	var out strings.Builder
	out.Grow(len(content))
	if _, err := io.Copy(&out, norm.NFC.Reader(decoded)); err != nil {
		return "", nil, err
	}
	if text = out.String(); strings.Count(text, "\x00") > len(text)/10 {
		return "", nil, errors.New("is not a text file: save it as CSV UTF-8")
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	text, left := dropControls(text)
	return text, slices.DeleteFunc([]string{note, left}, func(note string) bool { return note == "" }), nil
}

// contextReader ends reading with the context.
type contextReader struct {
	ctx  context.Context
	from io.Reader
}

func (r contextReader) Read(into []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(into)
}

// detectEncoding returns the encoding of a file: by its byte-order mark, by the zeros of UTF-16, else the one
// in which most letters are those of French.
func detectEncoding(content []byte) (found textEncoding, note string) {
	utf16 := func(order xunicode.Endianness) textEncoding {
		return textEncoding{"UTF-16", xunicode.UTF16(order, xunicode.UseBOM), nil}
	}
	switch {
	case bytes.HasPrefix(content, []byte("\xFF\xFE")), zerosAt(content, 1):
		return utf16(xunicode.LittleEndian), ""
	case bytes.HasPrefix(content, []byte("\xFE\xFF")), zerosAt(content, 0):
		return utf16(xunicode.BigEndian), ""
	case bytes.HasPrefix(content, []byte("\xEF\xBB\xBF")):
		return textEncoding{"UTF-8", xunicode.UTF8BOM, nil}, ""
	}
	all := guesses()
	found, best := all[0], all[0].fit(content)
	for _, each := range all[1:] {
		if fit := each.fit(content); fit > best {
			found, best = each, fit
		}
	}
	switch {
	case best < 0:
		note = fmt.Sprintf("the encoding is not known, and was taken for %s: check the accents, or save the file as CSV UTF-8", found.name)
	case found.name == "MacRoman", found.name == "CP850":
		note = fmt.Sprintf("the file was read as %s, by its accents: check them, or save the file as CSV UTF-8", found.name)
	}
	return found, note
}

// zerosAt reports whether the zeros of a file stand at even or at odd places and are so many that it is UTF-16.
func zerosAt(content []byte, parity int) bool {
	content = content[:min(len(content), 4096)]
	here, elsewhere := 0, 0
	for i, b := range content {
		switch {
		case b == 0 && i%2 == parity:
			here++
		case b == 0:
			elsewhere++
		}
	}
	return here > len(content)/4 && elsewhere < here/16
}

// maxJudged is how many bytes beyond ASCII decide about an encoding.
const maxJudged = 20_000

// fit returns how well an encoding explains the bytes beyond ASCII: two points for a byte that makes a character
// of French that stands where it may, or one of UTF-8, and two less for every other.
func (e textEncoding) fit(content []byte) (points int) {
	judged := 0
	for i := 0; i < len(content) && judged < maxJudged; i++ {
		if content[i] < utf8.RuneSelf {
			continue
		}
		judged++
		if e.char != nil {
			points += plausibility(content, i, e.char(content[i]))
			continue
		}
		r, size := utf8.DecodeRune(content[i:])
		if r == utf8.RuneError && size <= 1 {
			points -= 2
			i += truncated(content[i:])
			continue
		}
		points += 2 * size
		i += size - 1
	}
	return points
}

// truncated returns how many bytes after the first belong to a character that is cut: together they are one fault.
func truncated(content []byte) (n int) {
	for _, b := range content[1:min(len(content), utf8.UTFMax)] {
		if b&0xC0 != 0x80 {
			break
		}
		n++
	}
	return n
}

func plausibility(content []byte, at int, r rune) int {
	const letters, signs = "éèêëàâäçîïôöùûüœæ", "’‘“”«»–—…°€²³ß\u00a0"
	lower := unicode.ToLower(r)
	switch {
	case strings.ContainsRune(signs, r):
		return 1
	case !strings.ContainsRune(letters+"ÿñáíóúãõåø", lower) || !fitsCase(content, at, lower != r):
		return -2
	case strings.ContainsRune(letters, lower):
		return 2
	}
	return 0
}

// fitsCase reports whether a letter may be a capital, or may be none, between its neighbours in ASCII.
func fitsCase(content []byte, at int, capital bool) bool {
	before, after := letterAt(content, at-1), letterAt(content, at+1)
	if capital {
		return !unicode.IsLower(before) && (!unicode.IsLower(after) || before == 0)
	}
	return !unicode.IsUpper(after)
}

func letterAt(content []byte, at int) rune {
	if at < 0 || at >= len(content) || !unicode.IsLetter(rune(content[at])) || content[at] >= utf8.RuneSelf {
		return 0
	}
	return rune(content[at])
}
