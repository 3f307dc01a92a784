package oidc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// claims are what a provider says of a person.
type claims map[string]any

// claimsOf reads the claims of a token or of a second request; numbers stay as they are written.
func claimsOf(from interface{ Claims(v any) error }) (claims, error) {
	var text json.RawMessage
	if err := from.Claims(&text); err != nil {
		return nil, fmt.Errorf("read the claims: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	read := claims{}
	if err := decoder.Decode(&read); err != nil {
		return nil, fmt.Errorf("read the claims: %w", err)
	}
	return read, nil
}

// lacks reports whether one of the claims that are configured is not there.
func (p *Provider) lacks(of claims) bool {
	for _, path := range append([]string{p.config.PersonClaim}, p.config.GroupClaims...) {
		if _, has := of.at(path); !has {
			return true
		}
	}
	return false
}

// read returns who claims are of.
func (p *Provider) read(of claims) (Identity, error) {
	value, _ := of.at(p.config.PersonClaim)
	names := textsOf(value)
	if len(names) != 1 || strings.TrimSpace(names[0]) == "" {
		return Identity{}, fmt.Errorf("%w: the claim %s names %d people", ErrRefused, p.config.PersonClaim, len(names))
	}
	if verified := of["email_verified"]; p.config.PersonClaim == "email" && !p.config.TrustEmail && verified != true && verified != "true" {
		return Identity{}, fmt.Errorf("%w: the provider does not say that it verified the address", ErrRefused)
	}
	identity := Identity{Name: strings.TrimSpace(names[0])}
	for _, path := range p.config.GroupClaims {
		value, _ := of.at(path)
		identity.Groups = append(identity.Groups, textsOf(value)...)
	}
	return identity, nil
}

// at returns the value at a path: the name of a claim, which may hold any sign, or a JSON pointer.
func (c claims) at(path string) (any, bool) {
	if !strings.HasPrefix(path, "/") {
		value, has := c[path]
		return value, has
	}
	value := any(map[string]any(c))
	for part := range strings.SplitSeq(path[1:], "/") {
		object, is := value.(map[string]any)
		if !is {
			return nil, false
		}
		if value, is = object[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]; !is {
			return nil, false
		}
	}
	return value, true
}

// textsOf returns the texts in a value, which is a text, a number or a list of them.
func textsOf(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case json.Number:
		return []string{value.String()}
	case []any:
		var texts []string
		for _, one := range value {
			if _, nested := one.([]any); !nested {
				texts = append(texts, textsOf(one)...)
			}
		}
		return texts
	}
	return nil
}
