package interview

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/sachant/sachant/ingest"
)

// denied finds a column that must never be in an import: the law or plain decency keeps such
// data out of a directory of skills. It looks at every header, understood or not, and at every
// cell, because the header of such a column is often anything but its name.
func (t table) denied() (where ingest.Where, cause string, found bool) {
	for _, cell := range t.header.cells {
		if what := deniedHeader(cell); what != "" {
			return ingest.Where{File: t.file, Line: t.header.line, Column: clean(cell)}, refusal(clean(cell), what), true
		}
	}
	for _, each := range t.records {
		for place, cell := range each.cells {
			if what := deniedContent(cell); what != "" {
				name := t.columnName(place)
				return ingest.Where{File: t.file, Line: each.line, Column: name}, refusal(name, what), true
			}
		}
	}
	return ingest.Where{}, "", false
}

func refusal(column, what string) string {
	return fmt.Sprintf("the file is refused whole: the column %q holds %s, which is never imported; take that column out", column, what)
}

func (t table) columnName(place int) string {
	if place < len(t.header.cells) && clean(t.header.cells[place]) != "" {
		return clean(t.header.cells[place])
	}
	return fmt.Sprintf("number %d", place+1)
}

// deniedKind is what may not be imported: whole words of a header that give it away, and
// stems that do so anywhere in it.
type deniedKind struct {
	what  string
	words string // separated by |; several in a row with blanks between
	stems string // of the squeezed header, separated by |
}

func deniedKinds() []deniedKind {
	return []deniedKind{
		{"a date or place of birth", "ne le|nee le|ne e le|dob|birth|birthday|naiss|ddn", "naissance|birthdate|dateofbirth|placeofbirth|birthplace"},
		{"a social security number", "nir|nirpp|insee|secu|ssn|nss", "securitesociale|socialsecurity|nationalinsurance"},
		{"a private address or telephone number", "domicile|adresse perso|telephone perso|tel perso|mobile perso|mail perso|" +
			"portable perso|personal phone|personal mobile|private phone|home phone|home address",
			"adressepersonnel|telephonepersonnel|telpersonnel|mobilepersonnel|portablepersonnel|mailpersonnel|courrielpersonnel|" +
				"adressemailpersonnel|adresseprivee|adressedomicile|homeaddress|homepostaladdress|personaladdress|privateaddress|homephone|" +
				"personalemail|privateemail|adressepostalepersonnel"},
		{"bank details", "iban|rib|bic|bank account", "coordonneesbancaires|comptebancaire|bankaccount|bankdetails"},
		{"pay", "salaire|salaires|salary|salarial|salariale|wage|wages|pay|payroll amount|prime|primes|bonus|paie brute|paie nette|compensation",
			"remuneration|salairebrut|salairenet|salairede|salairean|salairemen|basesalary|annualsalary"},
		{"health or disability", "sante|health|maladie|handicap|handicape|handicapee|rqth|boeth|oeth|disability|disabled|illness|sick leave|" +
			"arret maladie|grossesse|pregnancy", "travailleurhandicap|medical|invalidite|inaptitude|handicap|disabilit"},
		{"union membership", "syndicat|syndical|syndicale|syndique|syndiquee|trade union|union membership|labour union|labor union|union",
			"syndicat|syndical|tradeunion|unionmember"},
		{"beliefs, origin or private life", "religion|race|ethnie|ethnicity|croyance|croyances", "opinionpolitique|opinionspolitiques|" +
			"politicalopinion|origineethnique|ethnicorigin|orientationsexuelle|sexualorientation|convictionsreligieuses|situationfamiliale|" +
			"situationmatrimoniale|maritalstatus"},
	}
}

func deniedHeader(header string) (what string) {
	words := " " + strings.Join(headerWords(header), " ") + " "
	squeezed := squeeze(header)
	for _, kind := range deniedKinds() {
		for word := range strings.SplitSeq(kind.words, "|") {
			if strings.Contains(words, " "+word+" ") {
				return kind.what
			}
		}
		for stem := range strings.SplitSeq(kind.stems, "|") {
			if strings.Contains(squeezed, stem) {
				return kind.what
			}
		}
	}
	return ""
}

// headerWords are the folded words of a header; "birthDate" and "date_naissance" are two each.
func headerWords(header string) []string {
	var apart strings.Builder
	var last rune
	for _, r := range clean(header) {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			apart.WriteByte(' ')
		}
		apart.WriteRune(r)
		last = r
	}
	return strings.FieldsFunc(fold(apart.String()), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func deniedContent(cell string) (what string) {
	if len(cell) < 13 || len(cell) > 80 {
		return ""
	}
	compact := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '.' || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, cell)
	switch {
	case isNIR(compact):
		return "a social security number"
	case isIBAN(compact):
		return "bank details"
	}
	return ""
}

// isNIR recognises the French social security number: sex, year and month of birth, place, rank
// and, where there are 15 characters, the control key: 97 less the rest by 97, with Corsica's
// 2A and 2B counted as 19 and 18.
func isNIR(text string) bool {
	shape := regexp.MustCompile(`^[123478]\d{2}(0[1-9]|1[0-2]|20|[3-9]\d)(\d{2}|2[AB])\d{6}(\d{2})?$`)
	if !shape.MatchString(text) {
		return false
	}
	if len(text) == 13 {
		return true
	}
	digits := strings.NewReplacer("2A", "19", "2B", "18").Replace(text)
	number, _ := new(big.Int).SetString(digits[:13], 10)
	key, _ := new(big.Int).SetString(digits[13:], 10)
	rest := new(big.Int).Mod(number, big.NewInt(97)).Int64()
	return key.Int64() == 97-rest
}

// isIBAN checks shape and control digits after ISO 13616: with the first four characters moved
// to the end and letters as 10 to 35, the number leaves 1 when divided by 97.
func isIBAN(text string) bool {
	if !regexp.MustCompile(`^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$`).MatchString(text) {
		return false
	}
	var number strings.Builder
	for _, r := range text[4:] + text[:4] {
		fmt.Fprint(&number, slices.Index([]rune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"), r))
	}
	value, ok := new(big.Int).SetString(number.String(), 10)
	return ok && new(big.Int).Mod(value, big.NewInt(97)).Int64() == 1
}
