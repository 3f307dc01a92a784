package table

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sachant/sachant/ingest"
)

// Sensitive finds a column that must never be imported, by law or decency, into a directory of
// skills. It checks every header, whether it is read or not, and every cell, because the header of such
// a column is often unspecific. Headers are the indexes of the records that name columns. A column that the data
// protection officer allowed is passed over, and noted.
func (t *Table) Sensitive(ctx context.Context, allowed Allowed, headers ...int) (where ingest.Where, cause string, found bool) {
	t.noteLeftOut(headers)
	for _, index := range headers {
		for _, cell := range t.Records[index].Cells {
			if what := sensitiveHeader(cell); what != "" && !t.passes(allowed, Clean(cell), what) {
				return ingest.Where{File: t.File, Line: t.Records[index].Line, Column: Clean(cell)}, refusal(Clean(cell), what), true
			}
		}
	}
	for _, each := range t.Records {
		if ctx.Err() != nil {
			break
		}
		for place, cell := range each.Cells {
			if what := sensitiveContent(cell); what != "" {
				name := t.columnName(place, headers)
				if t.passes(allowed, name, what) {
					continue
				}
				return ingest.Where{File: t.File, Line: each.Line, Column: name}, refusal(name, what), true
			}
		}
	}
	return ingest.Where{}, "", false
}

// Allowed are the headers of columns that the data protection officer allowed in spite of what they seem to hold.
type Allowed []string

// passes reports whether a column is allowed, and notes that it was read.
func (t *Table) passes(allowed Allowed, column, what string) bool {
	if !slices.ContainsFunc(allowed, func(header string) bool { return Squeeze(header) == Squeeze(column) }) {
		return false
	}
	note := fmt.Sprintf("the column %q seems to hold %s: it was let through, as the data protection officer allowed", column, what)
	if !slices.Contains(t.Notes, note) {
		t.Notes = append(t.Notes, note)
	}
	return true
}

// IsRefusal reports whether a cause is that of a file that is refused for what a column seems to hold.
func IsRefusal(cause string) bool { return strings.HasPrefix(cause, "the file is refused whole: ") }

func refusal(column, what string) string {
	return fmt.Sprintf("the file is refused whole: the column %q holds %s, which is never imported; take that column out", column, what)
}

func (t *Table) columnName(place int, headers []int) string {
	for _, index := range headers {
		if cells := t.Records[index].Cells; place < len(cells) && Clean(cells[place]) != "" {
			return Clean(cells[place])
		}
	}
	return fmt.Sprintf("number %d", place+1)
}

// sensitiveKind is a kind of data that is not imported, with the words of a header by which it is recognized,
// and stems that are recognized anywhere in a header.
type sensitiveKind struct {
	what  string
	words string // separated by |; several in a row with blanks between
	stems string // of the squeezed header, separated by |
}

func sensitiveKinds() []sensitiveKind {
	return []sensitiveKind{
		{"a date or place of birth", "ne le|nee le|ne e le|dob|birth|birthday|naiss|ddn", "naissance|birthdate|dateofbirth|placeofbirth|birthplace"},
		{"a social security number", "nir|nirpp|n insee|no insee|num insee|numero insee|secu|ssn|nss", "securitesociale|socialsecurity|nationalinsurance"},
		{"a private address or telephone number", "domicile|adresse perso|telephone perso|tel perso|mobile perso|mail perso|" +
			"portable perso|personal phone|personal mobile|private phone|home phone|home address",
			"adressepersonnel|telephonepersonnel|telpersonnel|mobilepersonnel|portablepersonnel|mailpersonnel|courrielpersonnel|" +
				"adressemailpersonnel|adresseprivee|adressedomicile|homeaddress|homepostaladdress|personaladdress|privateaddress|homephone|" +
				"personalemail|privateemail|adressepostalepersonnel"},
		{"bank details", "iban|rib|bic|bank account", "coordonneesbancaires|comptebancaire|bankaccount|bankdetails"},
		{"pay", "salaire|salaires|salary|salarial|salariale|wage|wages|pay|payroll amount|prime|primes|bonus|paie brute|paie nette|compensation",
			"remuneration|salairebrut|salairenet|salairede|salairean|salairemen|basesalary|annualsalary"},
		{"health or disability", "sante|health|maladie|handicap|handicape|handicapee|rqth|boeth|oeth|disability|disabled|illness|sick leave|" +
			"arret maladie|arrets maladie|grossesse|pregnancy|maternite|aptitude medicale|restriction d aptitude|restrictions d aptitude|avis d aptitude|" +
			"absenteisme|sickness|pathologie|ald", "arretdetravail|arretsdetravail|accidentdutravail|accidentsdutravail|maladieprofessionnelle|" +
			"mitempstherapeutique|tempspartieltherapeutique|travailleurhandicap|medical|invalidite|inaptitude|handicap|disabilit"},
		{"union membership", "syndicat|syndical|syndicale|syndique|syndiquee|mandat cse|elu cse|delegue du personnel|trade union|union membership|labour union|labor union|union",
			"syndical|tradeunion|unionmember"},
		{"beliefs, origin, convictions or private life", "religion|race|ethnie|ethnicity|croyance|croyances", "opinionpolitique|opinionspolitiques|" +
			"politicalopinion|origineethnique|ethnicorigin|orientationsexuelle|sexualorientation|convictionsreligieuses|situationfamiliale|" +
			"situationmatrimoniale|maritalstatus|casierjudiciaire|criminalrecord"},
	}
}

func sensitiveHeader(header string) (what string) {
	words := " " + strings.Join(headerWords(header), " ") + " "
	squeezed := Squeeze(header)
	for _, kind := range sensitiveKinds() {
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

// headerWords returns the folded words of a header; "birthDate" and "date_naissance" are two each.
func headerWords(header string) []string {
	var apart strings.Builder
	var last rune
	for _, r := range Clean(header) {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			apart.WriteByte(' ')
		}
		apart.WriteRune(r)
		last = r
	}
	return strings.FieldsFunc(Fold(apart.String()), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// sensitiveContent finds a number in a cell, alone or within a text.
func sensitiveContent(cell string) (what string) {
	if !isASCII(cell) {
		cell = strings.Map(plainDigit, norm.NFKC.String(cell))
	}
	if countDigits(cell) < minDigits {
		return ""
	}
	for _, number := range runs(strings.ToUpper(cell)) {
		for i := range number {
			text := ""
			for _, group := range number[i:] {
				if text += group; len(text) > 40 {
					break
				}
				switch {
				case isNIR(strings.Trim(text, letters)):
					return "a social security number"
				case countDigits(text) >= minDigits && isIBAN(text):
					return "bank details"
				}
			}
		}
	}
	return ""
}

// plainDigit returns the ASCII digit for one of another script: the ten of each stand in a row and begin at zero.
func plainDigit(r rune) rune {
	if !unicode.Is(unicode.Nd, r) || r <= '9' {
		return r
	}
	for digit := rune(0); ; digit++ {
		if !unicode.Is(unicode.Nd, r-digit-1) || digit == 9 {
			return '0' + digit
		}
	}
}

// minDigits is how many digits each number has that is looked for, at least.
const minDigits = 10

func countDigits(text string) (count int) {
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			count++
		}
	}
	return count
}

// runs returns the groups of letters and digits in a text that only blanks, points and dashes separate: "1", "84",
// "12" ... of one number.
func runs(text string) (runs [][]string) {
	apart := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".-_/", r) }
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return !apart(r) && !strings.ContainsRune(letters+"0123456789", r)
	}) {
		runs = append(runs, strings.FieldsFunc(run, apart))
	}
	return runs
}

// isNIR reports whether a text is a French social security number: sex, year and month of birth, department,
// commune, rank and, where there are 15 characters, the control key. With an ordinary month the key is
// not checked, since a mistyped number still identifies somebody; the months that stand for an unknown one
// (20, 30 to 42, 50 to 99) need it, or any long number would match.
func isNIR(text string) bool {
	if len(text) != 13 && len(text) != 15 {
		return false
	}
	number := strings.NewReplacer("2A", "19", "2B", "18").Replace(text[5:7])
	number = text[:5] + number + text[7:]
	if !Digits(number) || !strings.Contains("123478", number[:1]) ||
		number[5:7] == "00" || number[7:10] == "000" || number[10:13] == "000" {
		return false
	}
	month := number[3:5]
	if month >= "01" && month <= "12" {
		return true
	}
	return (month == "20" || month >= "30" && month <= "42" || month >= "50") && len(number) == 15 && hasNIRKey(number)
}

// hasNIRKey reports whether the control key is right: 97 minus the remainder of the other digits divided by
// 97, where Corsica's 2A and 2B count as 19 and 18.
func hasNIRKey(number string) bool {
	value, errValue := strconv.ParseInt(number[:13], 10, 64)
	key, errKey := strconv.ParseInt(number[13:], 10, 64)
	return errValue == nil && errKey == nil && key == 97-value%97
}

// isIBAN checks format and control digits by ISO 13616: with the first four characters moved
// to the end and letters as 10 to 35, the remainder of the number divided by 97 is 1.
func isIBAN(text string) bool {
	if len(text) < 15 || len(text) > 34 || !capitals(text[:2]) || !Digits(text[2:4]) {
		return false
	}
	rest := 0
	for _, r := range text[4:] + text[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func capitals(text string) bool { return strings.Trim(text, letters) == "" }
