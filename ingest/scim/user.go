package scim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sachant/sachant/graph"
)

// EnterpriseSchema is the URI of the extension of users with what companies say of them.
const EnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// User is what is kept of a user as a client of SCIM states it. Its JSON is that of RFC 7643, without id, schemas and the
// rest of meta.
type User struct {
	ExternalID        string     `json:"externalId,omitempty"`
	UserName          string     `json:"userName"`
	Name              Name       `json:"name,omitzero"`
	DisplayName       string     `json:"displayName,omitempty"`
	Title             string     `json:"title,omitempty"`
	PreferredLanguage string     `json:"preferredLanguage,omitempty"`
	Active            bool       `json:"active"`
	Emails            []Contact  `json:"emails,omitempty"`
	PhoneNumbers      []Contact  `json:"phoneNumbers,omitempty"`
	Addresses         []Address  `json:"addresses,omitempty"`
	Enterprise        Enterprise `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,omitzero"`
	Meta              Meta       `json:"meta,omitzero"`
}

// Name is the name of a user in its parts.
type Name struct {
	Formatted  string `json:"formatted,omitempty"`
	FamilyName string `json:"familyName,omitempty"`
	GivenName  string `json:"givenName,omitempty"`
}

// Contact is an address of electronic mail or a telephone number.
type Contact struct {
	Value   string `json:"value,omitempty"`
	Type    string `json:"type,omitempty"`
	Primary bool   `json:"primary,omitempty"`
}

// Address is a place of work: its town alone.
type Address struct {
	Type     string `json:"type,omitempty"`
	Locality string `json:"locality,omitempty"`
	Primary  bool   `json:"primary,omitempty"`
}

// Enterprise is what companies say of a user.
type Enterprise struct {
	EmployeeNumber string  `json:"employeeNumber,omitempty"`
	Department     string  `json:"department,omitempty"`
	Manager        Manager `json:"manager,omitzero"`
}

// Manager names a user by its id.
type Manager struct {
	Value string `json:"value,omitempty"`
}

// Meta is when a user was created.
type Meta struct {
	Created time.Time `json:"created,omitzero"`
}

// Bounds of what is kept of a user.
const (
	maxContacts = 20  // of each kind
	maxText     = 500 // characters of a text, as everywhere
)

// ReadUser returns what is kept of a document that its schema validated: nothing private, such as an address at home. Its
// errors wrap graph.ErrInvalid.
func ReadUser(document map[string]any) (User, error) {
	text, err := json.Marshal(document)
	if err != nil {
		return User{}, fmt.Errorf("%w: %w", graph.ErrInvalid, err)
	}
	user := User{Active: true}
	if err := json.Unmarshal(text, &user); err != nil {
		return User{}, fmt.Errorf("%w: %w", graph.ErrInvalid, err)
	}
	user.Emails = atWork(user.Emails)
	user.PhoneNumbers = atWork(user.PhoneNumbers)
	user.Addresses = slices.DeleteFunc(user.Addresses, func(a Address) bool { return isPrivate(a.Type) || a.Locality == "" })
	if len(user.Emails) > maxContacts || len(user.PhoneNumbers) > maxContacts || len(user.Addresses) > maxContacts {
		return User{}, fmt.Errorf("%w: a user has at most %d addresses or numbers of each kind", graph.ErrInvalid, maxContacts)
	}
	for _, field := range user.texts() {
		*field = strings.TrimSpace(strings.Map(onOneLine, *field))
		if graph.IsLongLabel(*field) {
			return User{}, fmt.Errorf("%w: a text is longer than %d characters: %.40q", graph.ErrInvalid, maxText, *field)
		}
	}
	if user.UserName == "" {
		return User{}, fmt.Errorf("%w: userName is empty", graph.ErrInvalid)
	}
	return user, nil
}

// texts returns the texts of a user, to be cleaned.
func (u *User) texts() []*string {
	all := []*string{&u.ExternalID, &u.UserName, &u.Name.Formatted, &u.Name.FamilyName, &u.Name.GivenName, &u.DisplayName, &u.Title,
		&u.PreferredLanguage, &u.Enterprise.EmployeeNumber, &u.Enterprise.Department, &u.Enterprise.Manager.Value}
	for i := range u.Emails {
		all = append(all, &u.Emails[i].Value, &u.Emails[i].Type)
	}
	for i := range u.PhoneNumbers {
		all = append(all, &u.PhoneNumbers[i].Value, &u.PhoneNumbers[i].Type)
	}
	for i := range u.Addresses {
		all = append(all, &u.Addresses[i].Locality, &u.Addresses[i].Type)
	}
	return all
}

// atWork returns the contacts that are no private ones, each once.
func atWork(contacts []Contact) []Contact {
	var kept []Contact
	for _, contact := range contacts {
		known := slices.ContainsFunc(kept, func(other Contact) bool { return strings.EqualFold(other.Value, contact.Value) })
		if contact.Value != "" && !isPrivate(contact.Type) && !known {
			kept = append(kept, contact)
		}
	}
	return kept
}

// isPrivate reports whether the type of a contact says that it is another one than that of work.
func isPrivate(kind string) bool { return kind != "" && !strings.EqualFold(kind, "work") }

func onOneLine(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

// ParseUser returns the user that [User.Text] wrote.
func ParseUser(text string) (User, error) {
	var user User
	err := json.Unmarshal([]byte(text), &user)
	return user, err
}

// Text returns the user as it is kept.
func (u User) Text() (string, error) {
	text, err := json.Marshal(u)
	return string(text), err
}

// Document returns the user as a document of SCIM, without what only the server knows.
func (u User) Document() (map[string]any, error) {
	text, err := json.Marshal(u)
	if err != nil {
		return nil, err
	}
	var document map[string]any
	err = json.Unmarshal(text, &document)
	return document, err
}

// Person returns what the user says of its person.
func (u User) Person() graph.Person {
	person := graph.Person{
		DisplayName: cmp.Or(u.DisplayName, u.Name.Formatted, strings.TrimSpace(u.Name.GivenName+" "+u.Name.FamilyName), u.UserName),
		GivenName:   u.Name.GivenName, FamilyName: u.Name.FamilyName, Title: u.Title, PreferredLanguage: u.PreferredLanguage,
		UserName: []string{strings.ToLower(u.UserName)}, EmployeeNumber: u.Enterprise.EmployeeNumber,
		TelephoneNumber: primary(u.PhoneNumbers), Mail: primary(u.Emails),
	}
	for _, email := range u.Emails {
		if !strings.EqualFold(email.Value, person.Mail) {
			person.MailAlternateAddress = append(person.MailAlternateAddress, email.Value)
		}
	}
	slices.Sort(person.MailAlternateAddress)
	return person
}

// primary returns the contact that says it is the primary one, else the first; "" where there is none.
func primary(contacts []Contact) string {
	for _, contact := range contacts {
		if contact.Primary {
			return contact.Value
		}
	}
	if len(contacts) == 0 {
		return ""
	}
	return contacts[0].Value
}

// site returns the town of the place of work.
func (u User) site() string {
	for _, address := range u.Addresses {
		if address.Primary {
			return address.Locality
		}
	}
	if len(u.Addresses) == 0 {
		return ""
	}
	return u.Addresses[0].Locality
}
