package directory

import (
	"slices"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/graph"
)

// AccountAttributes returns the attributes by which an import may have identified an account.
func (o Options) AccountAttributes() []string {
	if o.Identity != "" {
		return []string{canonical(o.Identity)}
	}
	return slices.Concat(stableAttributes(), changingAttributes())
}

// Accounts returns the keys that an import may have given to the account of an entry, the likeliest first. The entry has to hold
// the [Options.AccountAttributes].
func (o Options) Accounts(found *ldap.Entry) []graph.Key {
	one := fromLDAP(found, o.names())
	var accounts []graph.Key
	for _, attribute := range o.AccountAttributes() {
		if identity := identityOf(one, attribute); identity != "" {
			accounts = append(accounts, o.account(attribute, identity).Key)
		}
	}
	return accounts
}
