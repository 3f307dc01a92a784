package directory

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"
)

// parsePart reads the address of a server and of a base there, as RFC 4516 writes it: ldaps://host/DC=example,DC=com.
func parsePart(address string) (part, error) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Hostname() == "" || parsed.Scheme != "ldap" && parsed.Scheme != "ldaps" {
		return part{}, errors.New("the address of another server is not like ldaps://ldap.example.com/DC=example,DC=com")
	}
	return part{parsed.Scheme + "://" + parsed.Host, strings.TrimPrefix(parsed.Path, "/")}, nil
}

// follow adds the allowed servers that another one refers to. It reports whether there are some, and all
// are.
func (r *reading) follow(referrals []string) bool {
	all := len(referrals) > 0
	for _, referral := range referrals {
		next, err := parsePart(referral)
		if err == nil && isOwnPartition(next.base) {
			continue
		}
		allowed, ok := r.allowed(next.url)
		if err != nil || !ok {
			r.strange, all = append(r.strange, hostOf(next.url)), false
			continue
		}
		r.add(part{allowed, next.base})
	}
	return all
}

// allowed returns the address at which a server is asked that another one names; ok is false where it is not to be asked. An
// entry of the options is a host, or "HOST=ADDRESS", which says at which address the host is asked.
func (r *reading) allowed(address string) (at string, ok bool) {
	scheme, _, _ := strings.Cut(address, "://")
	for _, entry := range r.FollowReferrals {
		host, elsewhere, moved := strings.Cut(entry, "=")
		switch {
		case !strings.EqualFold(host, hostOf(address)) || host == "":
		case moved:
			return scheme + "://" + elsewhere, true
		default:
			return address, true
		}
	}
	return "", false
}

// isOwnPartition reports whether each domain of Active Directory refers to a base that holds no people.
func isOwnPartition(base string) bool {
	normal := normalDN(base)
	return slices.ContainsFunc([]string{"CN=Configuration", "DC=DomainDnsZones", "DC=ForestDnsZones"}, func(name string) bool {
		return strings.HasPrefix(normal, normalDN(name)+rdnSeparator)
	})
}

// referralsOf returns the servers that a result names instead of an answer (RFC 4511 §4.1.10).
func referralsOf(result error) (referrals []string) {
	const referral = 3 // the tag in a result
	var of *ldap.Error
	if !ldap.IsErrorWithCode(result, ldap.LDAPResultReferral) || !errors.As(result, &of) || of.Packet == nil || len(of.Packet.Children) < 2 {
		return nil
	}
	for _, child := range of.Packet.Children[1].Children {
		if child.ClassType != ber.ClassContext || child.Tag != referral {
			continue
		}
		for _, each := range child.Children {
			referrals = append(referrals, ber.DecodeString(each.Data.Bytes()))
		}
	}
	return referrals
}

// isGlobalCatalogue reports whether an address is that of a global catalogue of Active Directory, by its port.
func isGlobalCatalogue(address string) bool {
	parsed, err := url.Parse(address)
	return err == nil && (parsed.Port() == "3268" || parsed.Port() == "3269")
}

// addDomains asks a global catalogue which domains the forest has. People are read from their domains, since the catalogue
// lacks titles, departments and employee numbers. A domain that may not be asked makes the run incomplete.
func (r *reading) addDomains(ctx context.Context) error {
	conn, err := r.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	found, err := conn.Search(ldap.NewSearchRequest(r.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=domainDNS)", []string{"1.1"}, nil))
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("%s: ask which domains the forest has: %s", r.shownURL(), explain(err))
	}
	scheme, _, _ := strings.Cut(r.URL, "://")
	for _, domain := range found.Entries {
		host := dnsName(domain.DN)
		at, ok := r.allowed(scheme + "://" + host)
		if isOwnPartition(domain.DN) || host == "" {
			continue
		}
		if !ok {
			r.cut(fmt.Sprintf("the domain %s of the forest was not read: --follow-referrals %s allows it", host, host))
			continue
		}
		r.add(part{at, domain.DN})
	}
	if len(r.queue) == 0 {
		return errors.New("no domain of the forest may be asked: --follow-referrals names those that may")
	}
	return nil
}

// dnsName returns the name in DNS of a domain: example.com of DC=example,DC=com.
func dnsName(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return ""
	}
	var labels []string
	for _, rdn := range parsed.RDNs {
		for _, pair := range rdn.Attributes {
			if strings.EqualFold(pair.Type, "DC") {
				labels = append(labels, pair.Value)
			}
		}
	}
	return strings.Join(labels, ".")
}
