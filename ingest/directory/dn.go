package directory

import (
	"slices"
	"strings"

	"github.com/go-ldap/ldap/v3"
	"golang.org/x/text/unicode/norm"
)

// normalDN writes a distinguished name in the one way in which it is compared: small letters,
// no needless space or escape (RFC 4514). What cannot be parsed is compared as it is written.
func normalDN(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return fold(dn)
	}
	parts := make([]string, len(parsed.RDNs))
	for i, rdn := range parsed.RDNs {
		pairs := make([]string, len(rdn.Attributes))
		for j, pair := range rdn.Attributes {
			pairs[j] = strings.ToLower(strings.TrimSpace(pair.Type)) + "\x01" + fold(pair.Value)
		}
		slices.Sort(pairs)
		parts[i] = strings.Join(pairs, "\x02")
	}
	return strings.Join(parts, "\x03")
}

// fold is a value as directories compare it: without case, with single spaces.
func fold(value string) string {
	return norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(value), " ")))
}

// rdnValue is what the first part of a name says of an attribute, in small letters.
func rdnValue(dn, attribute string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil || len(parsed.RDNs) == 0 {
		return ""
	}
	for _, pair := range parsed.RDNs[0].Attributes {
		if strings.EqualFold(strings.TrimSpace(pair.Type), attribute) {
			return strings.ToLower(strings.TrimSpace(pair.Value))
		}
	}
	return ""
}
