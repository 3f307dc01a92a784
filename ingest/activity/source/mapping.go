package source

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
)

// Mapping matches accounts to people: the id of an account to an employee number or an e-mail
// address. The operator wrote it, so its addresses are trusted: import with TrustEmail set where
// [Mapping.HasMail]. (Addresses in the source itself stay untrusted, unless the reader's own
// TrustEmail is set.)
type Mapping map[string]Identity

// Identity identifies a person: by one of the two.
type Identity struct{ EmployeeNumber, Mail string }

// HasMail reports whether some account is mapped to an e-mail address.
func (m Mapping) HasMail() bool {
	for _, identity := range m {
		if identity.Mail != "" {
			return true
		}
	}
	return false
}

// ReadMapping reads a table of two columns in UTF-8, "account;employee number or e-mail",
// separated by ; , or tab, with or without a header (a first line whose second cell has neither
// digit nor @). One account mapped to two people is an error.
func ReadMapping(path string) (Mapping, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read mapping: %w", err)
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	mapping := Mapping{}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = mappingSeparator(text), -1, true
	for first := true; ; first = false {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return mapping, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read mapping %s: %w", path, err)
		}
		if first && isMappingHeader(cells) {
			continue
		}
		line, _ := reader.FieldPos(0)
		if err := mapping.add(cells); err != nil {
			return nil, fmt.Errorf("read mapping %s:%d: %w", path, line, err)
		}
	}
}

func mappingSeparator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	for _, separator := range ";\t" {
		if strings.ContainsRune(line, separator) {
			return separator
		}
	}
	return ','
}

func isMappingHeader(cells []string) bool {
	return len(cells) > 1 && !strings.ContainsFunc(cells[1], func(r rune) bool { return r == '@' || unicode.IsDigit(r) })
}

func (m Mapping) add(cells []string) error {
	if len(cells) < 2 || strings.TrimSpace(cells[0]) == "" || strings.TrimSpace(cells[1]) == "" {
		return fmt.Errorf("%q is not an account and an employee number or e-mail address", strings.Join(cells, ";"))
	}
	account, who := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
	identity := Identity{EmployeeNumber: who}
	if strings.Contains(who, "@") {
		identity = Identity{Mail: strings.ToLower(who)}
	}
	if before, twice := m[account]; twice && before != identity {
		return fmt.Errorf("account %q is mapped to two people", account)
	}
	m[account] = identity
	return nil
}

// Apply adds what the mapping says of a member to what the source says.
func (m Mapping) Apply(to Member) Member {
	identity := m[to.ID]
	to.EmployeeNumber = identity.EmployeeNumber
	if identity.Mail != "" {
		to.Mail = identity.Mail
	}
	return to
}
