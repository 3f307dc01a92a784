package directory

import (
	"errors"
	"fmt"
	"path"
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
	// imported as hidden, besides those with supannListeRouge or msExchHideFromAddressLists.
	HideIf []string
	// Exclude holds conditions, "ATTRIBUTE=PATTERN" with * and ? as in file names, in any case:
	// an entry that meets one is no person.
	Exclude []string
	// Now decides which accounts have expired (Active Directory); nil: none.
	Now func() time.Time
}

// Check returns what is wrong with the options.
func (o Options) Check() error {
	if o.Source == "" {
		return errors.New("the source has no name")
	}
	for _, condition := range append(append([]string{}, o.HideIf...), o.Exclude...) {
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
	return []string{
		"displayName", "cn", "givenName", "sn", "title", "mail", "proxyAddresses", "telephoneNumber", "roomNumber",
		"physicalDeliveryOfficeName", "preferredLanguage", "employeeNumber", "employeeID", "supannEmpId",
		"ou", "department", "supannAffectation", "departmentNumber", "l", "manager",
	}
}

// otherAttributes returns the attributes that tell what an entry stands for, and identify it.
func otherAttributes() []string {
	return []string{
		"objectClass", "objectGUID", "entryUUID", "nsUniqueId", "ipaUniqueID", "GUID", "uid", "sAMAccountName",
		"sAMAccountType", "userAccountControl", "accountExpires", "nsAccountLock", "pwdAccountLockedTime", "loginDisabled",
		"msExchRecipientTypeDetails", "msExchHideFromAddressLists", "supannListeRouge", "employeeType",
	}
}

// attributes returns the closed list of what is read.
func (o Options) attributes() []string {
	out := append(textAttributes(), otherAttributes()...)
	if o.Identity != "" {
		out = append(out, o.Identity)
	}
	for _, condition := range append(append([]string{}, o.HideIf...), o.Exclude...) {
		attribute, _, _ := strings.Cut(condition, "=")
		out = append(out, attribute)
	}
	return out
}

// keep reports whether an attribute, in small letters, is on the list.
func (o Options) keep() func(string) bool {
	wanted := map[string]bool{}
	for _, attribute := range o.attributes() {
		wanted[strings.ToLower(attribute)] = true
	}
	return func(attribute string) bool { return wanted[attribute] }
}
