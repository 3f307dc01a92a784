package directory

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// Options are common to files and servers.
type Options struct {
	// Source names the source; Namer makes the ids of its accounts.
	Source string
	Namer  graph.Namer
	// Identity is the attribute that identifies an entry; empty chooses it.
	Identity string
	// HideIf holds conditions, "ATTRIBUTE=VALUE" in any case: the person of an entry that meets one is
	// imported as hidden, as by a hide attribute such as supannListeRouge. A hidden person stays hidden until
	// the attribute that hid them says FALSE, or the entry meets a condition of ShowIf.
	HideIf, ShowIf []string
	// Exclude holds conditions, "ATTRIBUTE=PATTERN" with * and ? as in file names, in any case:
	// an entry that meets one is no person.
	Exclude []string
	// Communities holds conditions as Exclude does: a group that meets one is a community of its people, those of the groups
	// inside it included.
	Communities []string
	// Now decides which accounts have expired (Active Directory); nil: none.
	Now func() time.Time
}

// Check returns what is wrong with the options.
func (o Options) Check() error {
	if o.Source == "" {
		return errors.New("the source has no name")
	}
	for _, condition := range o.conditions() {
		attribute, pattern, ok := strings.Cut(condition, "=")
		if !ok || !isName(strings.ToLower(attribute)) {
			return fmt.Errorf("%q is not a condition such as employeeType=external", condition)
		}
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("the pattern in %q: %w", condition, err)
		}
	}
	return nil
}

// meets reports whether an entry meets one of the conditions.
func meets(e entry, conditions []string) bool {
	for _, condition := range conditions {
		attribute, pattern, _ := strings.Cut(condition, "=")
		for _, value := range e.texts(attribute) {
			// A slash is an ordinary character in a directory, but not for path.Match.
			flat := strings.NewReplacer("/", "\x00")
			matches, _ := path.Match(flat.Replace(fold(pattern)), flat.Replace(fold(value)))
			if matches {
				return true
			}
		}
	}
	return false
}

// textAttributes returns the attributes of which a person is made.
func textAttributes() []string {
	return append(addressAttributes(), "displayName", "cn", "givenName", "sn", "title", "proxyAddresses", "telephoneNumber",
		"roomNumber", "physicalDeliveryOfficeName", "preferredLanguage", "employeeNumber", "employeeID", "supannEmpId",
		"ou", "department", "supannAffectation", "departmentNumber", "l", "manager")
}

// otherAttributes returns the attributes that tell what an entry stands for, and identify it.
func otherAttributes() []string {
	return []string{
		"objectClass", "objectGUID", "entryUUID", "nsUniqueId", "ipaUniqueID", "GUID", "uid", "sAMAccountName", "krbPrincipalName",
		"sAMAccountType", "msExchRecipientTypeDetails", "employeeType", "aliasedObjectName",
	}
}

// addressAttributes returns the attributes with e-mail addresses, which count with any option too.
func addressAttributes() []string {
	return []string{"mail", "mailLocalAddress", "mailAlternateAddress", "mailEquivalentAddress",
		"gosaMailAlternateAddress", "zimbraMailAlias", "supannAutreMail", "userPrincipalName"}
}

// closingFlags returns the attributes that tell by TRUE that an account is closed; others tell it by a number, a
// moment or a word.
func closingFlags() []string {
	return []string{"nsAccountLock", "loginDisabled", "msDS-UserAccountDisabled", "ds-pwp-account-disabled", "isDeleted", "isRecycled"}
}

func closingAttributes() []string {
	return slices.Concat(closingFlags(), expiries(), slices.Collect(maps.Keys(openStates())),
		[]string{"userAccountControl", "pwdAccountLockedTime"})
}

// expiries returns the attributes that hold when an account expires.
func expiries() []string {
	return []string{"accountExpires", "ds-pwp-account-expiration-time", "loginExpirationTime"}
}

// openStates returns the attributes that tell by a word whether an account is open, and the words that say so. Zimbra
// locks for a while in "lockout" and "maintenance"; "locked" is an administrator's decision.
func openStates() map[string][]string {
	return map[string][]string{
		"inetUserStatus":      {"active"},
		"zimbraAccountStatus": {"active", "pending", "lockout", "maintenance"},
		"orclIsEnabled":       {"enabled", "true"},
	}
}

// attributes returns the closed list of what is read.
func (o Options) attributes() []string {
	out := slices.Concat(textAttributes(), otherAttributes(), closingAttributes(),
		[]string{"supannListeRouge", "msExchHideFromAddressLists", "zimbraHideInGal", "hideFromAB"}, o.conditioned())
	if o.Identity != "" {
		out = append(out, o.Identity)
	}
	if len(o.Communities) > 0 {
		out = append(out, "primaryGroupID", "objectSid")
	}
	return out
}

func (o Options) conditions() []string {
	return slices.Concat(o.HideIf, o.ShowIf, o.Exclude, o.Communities)
}

// conditioned returns the attributes of the conditions.
func (o Options) conditioned() []string {
	var out []string
	for _, condition := range o.conditions() {
		attribute, _, _ := strings.Cut(condition, "=")
		out = append(out, attribute)
	}
	return out
}

// names returns a function that returns the attribute of a description such as "cn;lang-es", in lower case,
// and whether it is on the list. A text with an option is another attribute; what hides a person or closes an
// account does so with any option.
func (o Options) names() func(description string) (attribute string, wanted bool) {
	listed, withOptions := map[string]bool{}, map[string]bool{}
	for _, attribute := range o.attributes() {
		listed[strings.ToLower(attribute)] = true
	}
	for _, attribute := range append(closingAttributes(), o.conditioned()...) {
		withOptions[strings.ToLower(attribute)] = true
	}
	const mostNames = 10_000 // of attributes that are remembered
	hiding := map[string]string{}
	addresses := map[string]bool{}
	for _, attribute := range addressAttributes() {
		addresses[strings.ToLower(attribute)] = true
	}
	return func(description string) (string, bool) {
		base, options, some := strings.Cut(description, ";")
		name := attributeName(base)
		usual, known := hiding[name]
		if !known {
			usual = hideName(name)
		}
		if !known && len(hiding) < mostNames {
			hiding[name] = usual
		}
		switch {
		case usual != "" && some:
			return usual + ";" + strings.ToLower(strings.TrimSpace(options)), true
		case usual != "":
			return usual, true
		case options == "" || strings.EqualFold(options, "binary") || withOptions[name]:
			return name, listed[name]
		case addresses[name]:
			return name + ";" + strings.ToLower(options), true
		}
		return name + ";" + strings.ToLower(options), false
	}
}

// attributeName returns the usual name of an attribute in lower case: the standards give some two.
func attributeName(written string) string {
	name := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(written)), "oid.")
	switch name {
	case "commonname", "2.5.4.3":
		return "cn"
	case "surname", "2.5.4.4":
		return "sn"
	case "gn":
		return "givenname"
	case "userid", "0.9.2342.19200300.100.1.1":
		return "uid"
	case "rfc822mailbox", "0.9.2342.19200300.100.1.3":
		return "mail"
	case "organizationalunitname", "2.5.4.11":
		return "ou"
	case "localityname":
		return "l"
	case "domaincomponent":
		return "dc"
	case "aliasedentryname":
		return "aliasedobjectname"
	case "1.3.6.1.4.1.7135.1.2.1.1":
		return "supannlisterouge"
	case "1.2.840.113556.1.4.7000.102.73", "1.2.840.113556.1.2.73": // the second in schemas before Exchange 2000
		return "msexchhidefromaddresslists"
	case "1.2.840.113556.1.4.1780":
		return "hidefromab"
	case "2.16.840.1.113730.3.1.692":
		return "inetuserstatus"
	case "1.3.6.1.4.1.26027.1.1.166":
		return "ds-pwp-account-disabled"
	}
	return name
}

func isName(name string) bool {
	for _, c := range name {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune(".;-_", c) {
			return false
		}
	}
	return name != ""
}
