package directory

import (
	"cmp"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// account returns the account of an entry, by its identity.
func (o Options) account(attribute, identity string) graph.Fact {
	id := o.Namer.ID("account", o.Source, attribute, identity)
	return graph.Node(id, "", graph.Account{Source: o.Source, Attribute: attribute, Roster: true})
}

// personOf returns what an entry says of its person.
func personOf(e entry, o Options) (graph.Person, error) {
	primary, others := addressesOf(e)
	person := graph.Person{
		DisplayName:       displayName(e),
		GivenName:         e.text("givenName"),
		FamilyName:        e.text("sn"),
		Title:             e.text("title"),
		Mail:              primary,
		TelephoneNumber:   e.text("telephoneNumber"),
		RoomNumber:        e.text("roomNumber"),
		PreferredLanguage: e.text("preferredLanguage"),
		EmployeeNumber:    e.text("employeeNumber", "employeeID", "supannEmpId"),
		HiddenBy:          hiddenBy(e, o),
	}
	person.Hidden = len(person.HiddenBy) > 0
	person.MailAlternateAddress = others
	person.UserName = userNamesOf(e)
	if person.DisplayName == "" {
		return person, noName(e)
	}
	if office := e.text("physicalDeliveryOfficeName"); person.RoomNumber == "" && office != siteOf(e) {
		person.RoomNumber = office
	}
	return person, nil
}

// noName says why an entry has no name: where it has one that was lost, why that was.
func noName(e entry) error {
	for _, attribute := range []string{"displayname", "cn", "sn"} {
		for _, lost := range e.lost {
			if lost.attribute == attribute {
				return fmt.Errorf("the name cannot be read: %s: %s", attribute, lost.cause)
			}
		}
	}
	return errors.New("no name: neither displayName nor cn")
}

func displayName(e entry) string {
	if name := e.text("displayName", "cn"); name != "" {
		return name
	}
	return strings.TrimSpace(e.text("givenName") + " " + e.text("sn"))
}

// addressesOf returns the e-mail addresses of an entry, the one to write to first and the others in order. In
// Active Directory it is the one after "SMTP:", others follow "smtp:", and what follows "x500:" is none.
func addressesOf(e entry) (primary string, others []string) {
	mails := append(e.texts("mail"), e.withOptions("mail")...)
	for i, written := range mails {
		mails[i] = bareAddress(written)
	}
	if others = mails; len(mails) > 0 {
		primary = mails[0]
	}
	for _, typed := range e.texts("proxyAddresses") {
		kind, address, _ := strings.Cut(typed, ":")
		if kind == "SMTP" && primary == "" {
			primary = address
		}
		if strings.EqualFold(kind, "smtp") {
			others = append(others, address)
		}
	}
	for _, attribute := range addressAttributes()[1:] {
		for _, written := range append(e.texts(attribute), e.withOptions(attribute)...) {
			others = append(others, bareAddress(written))
		}
	}
	slices.SortFunc(others, func(a, b string) int { return cmp.Or(cmp.Compare(fold(a), fold(b)), cmp.Compare(a, b)) })
	others = slices.CompactFunc(others, strings.EqualFold)
	others = slices.DeleteFunc(others, func(address string) bool { return address == "" || strings.EqualFold(address, primary) })
	return primary, others
}

// userNamesOf returns the names of an entry's account, in order: of LDAP, of Active Directory and of Kerberos.
func userNamesOf(e entry) []string {
	names := slices.Concat(e.texts("uid"), e.texts("sAMAccountName"), e.texts("krbPrincipalName"))
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// bareAddress returns the address in what may be written "Name <address>" or "mailto:address".
func bareAddress(written string) string {
	const scheme = "mailto:"
	if len(written) > len(scheme) && strings.EqualFold(written[:len(scheme)], scheme) {
		written = written[len(scheme):]
	}
	if parsed, err := mail.ParseAddress(written); err == nil {
		return parsed.Address
	}
	return written
}

// unitOf returns the unit of a person: the first ou that is not the container of all people, else the
// department by the other attributes that hold it.
func unitOf(e entry) string {
	for _, unit := range e.texts("ou") {
		if !slices.Contains(containers(), fold(unit)) {
			return unit
		}
	}
	return e.text("department", "supannAffectation", "departmentNumber")
}

func containers() []string {
	return []string{"people", "person", "persons", "users", "user", "accounts", "staff", "employees",
		"personnes", "utilisateurs", "comptes", "personnel", "employés", "employes"}
}

// siteOf returns the town, else, in Active Directory, the office.
func siteOf(e entry) string {
	if town := e.text("l"); town != "" || !e.is("objectclass", "user") {
		return town
	}
	return e.text("physicalDeliveryOfficeName")
}

// facts returns what an entry says, without its manager.
func (o Options) facts(e entry, account graph.Fact, person graph.Person) []graph.Fact {
	owner := ownerOf(account.Key)
	facts := []graph.Fact{account, {Key: owner, Value: person}, graph.Edge(account.Key, "", owner, "", graph.Is{})}
	if name := unitOf(e); name != "" {
		unit := graph.Node(o.id(graph.KindUnit, name), "", graph.Unit{Name: name})
		facts = append(facts, unit, graph.Edge(owner, "", unit.Key, "", graph.InUnit{}))
	}
	if name := siteOf(e); name != "" {
		site := graph.Node(o.id(graph.KindSite, name), "", graph.Site{Name: name})
		facts = append(facts, site, graph.Edge(owner, "", site.Key, "", graph.AtSite{}))
	}
	return facts
}

// ownerOf returns a reference to the person of an account.
func ownerOf(account graph.Key) graph.Key {
	return ingest.Reference(graph.KindPerson, "account", account.ID())
}

// id returns the id of a node by its name, also where the name has no letter that an id may have.
func (o Options) id(kind graph.Kind, name string) string {
	if slug := graph.Slug(name); slug != "" {
		return slug
	}
	return o.Namer.ID(string(kind), fold(name))
}
