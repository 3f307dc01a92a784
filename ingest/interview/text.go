package interview

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// decodeText decodes the bytes of a file into NFC text whose lines end in "\n". What is not
// UTF-8 and has no byte-order mark is read as Windows-1252, which fits every French export that is not
// Unicode, ISO-8859-1 included.
func decodeText(content []byte) (string, error) {
	text, err := decodeBytes(content)
	if err != nil {
		return "", err
	}
	if strings.ContainsRune(text, 0) {
		return "", errors.New("is not a text file (perhaps UTF-16 without a byte-order mark): save it as CSV UTF-8")
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return norm.NFC.String(text), nil
}

func decodeBytes(content []byte) (string, error) {
	switch {
	case bytes.HasPrefix(content, []byte("PK\x03\x04")), bytes.HasPrefix(content, []byte("\xD0\xCF\x11\xE0")):
		return "", errors.New("is a spreadsheet workbook, not a table in text: save it as CSV UTF-8")
	case bytes.HasPrefix(content, []byte("\xFF\xFE")), bytes.HasPrefix(content, []byte("\xFE\xFF")):
		text, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(content)
		if err != nil {
			return "", fmt.Errorf("is not UTF-16, though its byte-order mark says so: %w", err)
		}
		return string(text), nil
	}
	content = bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(content) {
		return string(content), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	if err != nil {
		return "", fmt.Errorf("is neither UTF-8 nor Windows-1252: %w", err)
	}
	return string(text), nil
}

// encodedTwice finds text in UTF-8 that was decoded as Windows-1252 and encoded in UTF-8 again.
func encodedTwice(text string) (found string) {
	for _, trace := range []string{"Ã©", "Ã¨", "Ãª", "Ã«", "Ã§", "Ã®", "Ã´", "Ã»", "Ã‰", "Ã\u00a0", "â€™", "â€“", "Å“"} {
		if strings.Contains(text, trace) {
			return trace
		}
	}
	return ""
}

// clean returns a cell without surrounding blanks, including no-break and zero-width ones.
func clean(cell string) string {
	return strings.TrimFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
	})
}

// fold normalizes a text for comparison: without case, accents, ligatures, typographic apostrophes and
// dashes, and with single plain spaces.
func fold(text string) string {
	if text = strings.ToLower(text); isASCII(text) {
		return strings.Join(strings.Fields(text), " ")
	}
	var out strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'œ':
			out.WriteString("oe")
		case r == 'æ':
			out.WriteString("ae")
		case strings.ContainsRune("’‘ʼ", r):
			out.WriteByte('\'')
		case unicode.Is(unicode.Pd, r):
			out.WriteByte('-')
		default:
			out.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// squeeze returns the letters, digits and + of a folded text: "N+1 (validé)" is "n+1valide".
func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			return r
		}
		return -1
	}, fold(text))
}
