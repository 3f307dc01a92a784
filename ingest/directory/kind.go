package directory

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// entryKind is what an entry stands for.
type entryKind int

const (
	other    entryKind = iota // no person: a group, a machine, an organisation
	service                   // a service account or a shared mailbox that looks like a person
	disabled                  // a person whose account is closed: they have left
	person
)

// Names of accounts that belong to no person. Some are names of people too ("bal" is a mailbox and
// a family name), so those count only where the entry has no given name.
var (
	serviceName = regexp.MustCompile(`^(svc|srv|service)[-_.]|[-_.](svc|service)$|^(krbtgt|administrator|administrateur)$`)
	sharedName  = regexp.MustCompile(`^(adm|admin|bal|bot|robot|boite|shared|partage|generique|generic|fonctionnel|salle|room|` +
		`ressource|resource|backup|sauvegarde|ldap|noreply|test)[-_.]|[-_.](adm|admin|bot|noreply)$|` +
		`^(accueil|admin|root|guest|invite|contact|info|infos|information|support|helpdesk|hotline|noreply|no-reply|` +
		`postmaster|webmaster|secretariat|standard|facturation|comptabilite|rh|commercial|reception)$`)
)

// kindOf returns what an entry stands for.
func kindOf(e entry, o Options) entryKind {
	switch {
	case !hasPersonClass(e) || hasMachineFlag(e):
		return other
	case isService(e) || meets(e, o.Exclude):
		return service
	case isDisabled(e, o.Now):
		return disabled
	}
	return person
}

func hasPersonClass(e entry) bool {
	person := false
	for _, class := range e.texts("objectclass") {
		switch class = strings.ToLower(class); {
		case strings.HasPrefix(class, "group"), class == "computer", class == "contact", class == "organizationalrole",
			class == "device", class == "msds-managedserviceaccount", class == "msds-groupmanagedserviceaccount":
			return false
		case slices.Contains(personClasses(), class):
			person = true
		}
	}
	return person
}

func personClasses() []string {
	return []string{"person", "organizationalperson", "inetorgperson", "user", "supannperson", "residentialperson"}
}

// hasMachineFlag reports whether an account of Active Directory is that of a machine or a trust.
func hasMachineFlag(e entry) bool {
	const trustsAndMachines, normalUser = 0x800 | 0x1000 | 0x2000, "805306368"
	kind := e.text("sAMAccountType")
	return accountControl(e)&trustsAndMachines != 0 || (kind != "" && kind != normalUser)
}

// accountDisable is the bit of userAccountControl that closes an account.
const accountDisable = 0x2

// accountControl returns the bits of all values of userAccountControl; one that is no number closes the account.
func accountControl(e entry) (all int64) {
	for _, value := range e.texts("userAccountControl") {
		bits, err := strconv.ParseInt(value, 0, 64)
		if err != nil {
			bits = accountDisable
		}
		all |= bits
	}
	return all
}

// isService reports whether an entry looks like a service account, or like a mailbox, room or
// device that several people use.
func isService(e entry) bool {
	switch e.text("msExchRecipientTypeDetails") {
	case "4", "16", "32": // shared, room, equipment
		return true
	}
	for _, kind := range []string{"service", "generic", "générique", "shared", "partagé", "resource", "ressource", "system", "robot"} {
		if e.is("employeeType", kind) {
			return true
		}
	}
	local, _, _ := strings.Cut(e.text("mail"), "@")
	for _, name := range append(e.texts("uid"), e.text("sAMAccountName"), local) {
		name = fold(name)
		if serviceName.MatchString(name) || (e.text("givenName") == "" && sharedName.MatchString(name)) {
			return true
		}
	}
	return serviceName.MatchString(fold(e.text("cn")))
}

// isDisabled reports whether an account is closed, which means that its person has left.
func isDisabled(e entry, now func() time.Time) bool {
	return e.seemsClosed || accountControl(e)&accountDisable != 0 || slices.ContainsFunc(closingFlags(), e.isSet) ||
		slices.ContainsFunc(closingAttributes(), e.lacks) || strings.Contains(fold(e.dn), ",cn=deleted objects,") ||
		slices.ContainsFunc(e.texts("pwdAccountLockedTime"), isLockedForGood) ||
		slices.ContainsFunc(expiries(), func(attribute string) bool {
			return slices.ContainsFunc(e.texts(attribute), func(value string) bool { return hasExpired(value, now) })
		}) || hasClosedState(e)
}

// hasClosedState reports whether an account is in another state than an open one.
func hasClosedState(e entry) bool {
	for attribute, open := range openStates() {
		if slices.ContainsFunc(e.texts(attribute), func(state string) bool { return !slices.Contains(open, fold(state)) }) {
			return true
		}
	}
	return false
}

// isLockedForGood reads pwdAccountLockedTime: a moment is the start of a lock that ends by itself, unless it is
// that of the year 0.
func isLockedForGood(value string) bool {
	_, err := time.Parse("20060102150405Z0700", value)
	return strings.HasPrefix(value, "00000101") || err != nil
}

// hasExpired reports whether the end of an account has come; one that is not understood has.
func hasExpired(value string, now func() time.Time) bool {
	end, never, err := parseExpiry(value)
	return err != nil || !never && now != nil && end.Before(now())
}

// parseExpiry reads accountExpires: 100 ns since 1601, where 0 and the largest number are never, or a moment as some
// exports write it.
func parseExpiry(value string) (end time.Time, never bool, err error) {
	const largest, perSecond, to1970 = 1<<63 - 1, 10_000_000, 11_644_473_600
	if ticks, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Unix(ticks/perSecond-to1970, 0).UTC(), ticks <= 0 || ticks == largest, nil
	}
	if strings.EqualFold(value, "never") {
		return time.Time{}, true, nil
	}
	end, err = time.Parse("20060102150405Z0700", strings.Replace(value, ".0Z", "Z", 1))
	return end, false, err
}

// expiryOf returns when the account of an entry ends, and the attribute that says so; no date where it does not end.
func expiryOf(e entry) (on graph.Date, attribute string) {
	for _, attribute := range expiries() {
		for _, value := range e.texts(attribute) {
			if end, never, err := parseExpiry(value); err == nil && !never && end.Year() < 9999 {
				return graph.Date(end.Format(time.DateOnly)), attribute
			}
		}
	}
	return "", ""
}
