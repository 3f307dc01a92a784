package graph

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"hash"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the length of the longest slug, in bytes.
const maxSlug = 120

// slugHash is the number of bytes of the hash in a slug, and slugTail how many characters it takes. The odds that
// two of a thousand labels with the same readable part meet are below 1 in 10^6.
const (
	slugHash = 5
	slugTail = len("~") + slugHash*8/5
)

// Slug returns a readable id for a label: "negociation-d-achats" for "Négociation d’achats", "c++" for "C++".
// Labels that differ only in case, accents, spaces or punctuation have the same. Where letters or signs with a
// meaning cannot be spelled in an id, or the id would be too long, a hash of all of them follows: "c~2z62slj5"
// for "µC", likewise where it ends or begins with a sign that means something, as "A-", "5 %" and "-1" do. It is empty where the label has nothing but spaces and punctuation.
func Slug(label string) string {
	folded := foldLabel(label)
	lost := func(r rune) bool { return !isSpelled(r) && r != '-' }
	signs := edgeSigns(label, folded == "")
	if len(folded) <= maxSlug && signs == "" && !strings.ContainsFunc(folded, lost) {
		return folded
	}
	sum := sha256.New()
	_, _ = io.WriteString(sum, folded+signs)
	readable := strings.Join(strings.FieldsFunc(folded, func(r rune) bool { return !isSpelled(r) }), "-")
	return SlugStem(readable) + "~" + shortSum(sum, slugHash)
}

// SlugStem returns what the ids of labels that [Slug] once took for one have in common.
func SlugStem(id string) string {
	stem, _, _ := strings.Cut(id, "~")
	return strings.TrimRight(stem[:min(len(stem), maxSlug-slugTail)], "-")
}

func isSpelled(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+#.", r)
}

// foldLabel returns the words of a label, a hyphen between two, without what makes no difference between labels.
func foldLabel(label string) string {
	var out strings.Builder
	out.Grow(len(label))
	gap, last := false, rune(0)
	for _, r := range decomposed(strings.Map(withoutTrademark, label)) {
		r = unicode.ToLower(unicode.ToUpper(r)) // of Σ too, which has two small letters
		spelled := isSpelled(r)
		switch {
		case !spelled && (isIgnored(r) || unicode.Is(unicode.Mn, r) && isAccent(r, last)):
		case !spelled && isPunctuation(r):
			gap, last = true, r
		default:
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap, last = false, r
			out.WriteString(cmp.Or(ligature(r), string(r)))
		}
	}
	return out.String()
}

// decomposed returns a label with compatible letters made one, "m3" of "m³", but for those that are symbols of their
// own: the styled letters of mathematics and those in circles, "ℂ" and "Ⓒ", and what is raised above a number, as in "10²".
func decomposed(label string) string {
	var out strings.Builder
	start, before := 0, rune(0)
	for at, r := range label {
		if isSymbol(r) || unicode.Is(unicode.No, r) && unicode.IsDigit(before) {
			out.WriteString(norm.NFKD.String(label[start:at]))
			out.WriteRune(r)
			start = at + utf8.RuneLen(r)
		}
		before = r
	}
	if start == 0 {
		return norm.NFKD.String(label)
	}
	return out.String() + norm.NFKD.String(label[start:])
}

// isSymbol reports a letter or number in a style or a circle that makes it another sign.
func isSymbol(r rune) bool {
	switch {
	case r >= '\u2100' && r <= '\u214f': // of the letterlike symbols not Kelvin, Ohm and Ångström
		return unicode.IsLetter(r) && norm.NFD.IsNormalString(string(r)) && !norm.NFKD.IsNormalString(string(r))
	case r >= '\u2460' && r <= '\u24ff':
		return true
	}
	return r >= '\U0001d400' && r <= '\U0001d7ff' || r >= '\U0001f110' && r <= '\U0001f190'
}

// edgeSigns returns the signs at the ends of a label that part words elsewhere and mean something there: a percent
// sign, a degree sign before a word, a dash that follows a word or comes before a number, and where nothing else is
// left, a sign such as ©.
func edgeSigns(label string, alone bool) string {
	isDash := func(r rune) bool { return unicode.Is(unicode.Pd, r) }
	isSign := func(r rune) bool {
		return isDash(r) || strings.ContainsRune("%‰‱", r) || r == '°' || alone && strings.ContainsRune("©®", r)
	}
	text := strings.TrimFunc(norm.NFKC.String(label), func(r rune) bool { return isIgnored(r) || isPunctuation(r) && !isSpelled(r) && !isSign(r) })
	words := strings.TrimLeftFunc(text, isSign)
	before := text[:len(text)-len(words)]
	if first, _ := utf8.DecodeRuneInString(words); !unicode.IsDigit(first) {
		before = strings.TrimFunc(before, isDash)
	}
	last := strings.TrimRightFunc(words, isSign)
	after := words[len(last):]
	if !alone {
		after = strings.ReplaceAll(after, "°", "")
	}
	if r, _ := utf8.DecodeLastRuneInString(last); unicode.IsSpace(r) {
		after = strings.TrimFunc(after, isDash)
	}
	if before+after == "" {
		return ""
	}
	return "\x00" + strings.Map(func(r rune) rune {
		if isDash(r) {
			return '-'
		}
		return r
	}, before+"\x00"+after)
}

// withoutTrademark replaces the signs that NFKD would spell.
func withoutTrademark(r rune) rune {
	if r == '™' || r == '℠' {
		return ' '
	}
	return r
}

// isIgnored reports whether a sign is invisible, and parts no words: a soft hyphen, a zero-width joiner, a mark of
// direction, a variation selector, the tatweel that makes an Arabic word longer, a joiner of marks.
func isIgnored(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector) || r == '\u0640' || r == '\u034f'
}

// isPunctuation reports whether a sign parts words and means nothing by itself; < and > do, as in "> 50 V".
func isPunctuation(r rune) bool {
	const apostrophes, accents = '\u02b9', '\u02d1' // the modifier letters between them
	return r != '*' && unicode.In(r, unicode.P, unicode.Z, unicode.Cc, unicode.Sk) ||
		strings.ContainsRune("|~°©®", r) || r >= apostrophes && r <= accents
}

// isAccent reports whether a mark on a letter is one that many leave out. Others make another letter: й, が, ที่.
func isAccent(mark, letter rune) bool {
	switch {
	case unicode.Is(unicode.Cyrillic, letter):
		return mark != '\u0306'
	case unicode.Is(unicode.Arabic, letter):
		return mark < '\u0653' // the vowels, before the hamza
	}
	return !unicode.IsLetter(letter) || unicode.In(letter, unicode.Latin, unicode.Greek, unicode.Hebrew)
}

// ligature returns the letters of one that Unicode does not decompose, "" for any other.
func ligature(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'þ':
		return "th"
	}
	return ""
}

// FoldPath makes paths of names equal that differ in case, accents or spaces, part by part.
func FoldPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = Slug(part)
	}
	return strings.Join(parts, "/")
}

// Namer makes ids that are the same on every import and meaningless outside: hashes under the key of the
// installation. So the log and the index hold no name, mail or number.
type Namer struct{ key []byte }

// NewNamer returns a namer with the key of an installation, 16 bytes or more.
func NewNamer(key []byte) Namer { return Namer{key: append([]byte(nil), key...)} }

// ID returns a hash of the parts, of 16 letters and digits: 80 bits, so that among a million ids the odds
// of one collision are below 1 in 10^12.
func (n Namer) ID(parts ...string) string {
	mac := hmac.New(sha256.New, n.key)
	for _, part := range parts {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return shortSum(mac, 10)
}

// Key returns a key of its own for a purpose, such as to sign links.
func (n Namer) Key(purpose string) []byte {
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte("key\x00" + purpose))
	return mac.Sum(nil)
}

// shortSum returns the first bytes of a hash in small letters and digits, eight for five bytes.
func shortSum(of hash.Hash, bytes int) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(of.Sum(nil)[:bytes]))
}
