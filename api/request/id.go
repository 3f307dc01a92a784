// Package request gives each request an id, and logs, counts and traces how it was answered. The id is in the response, in every
// line of the log and in errors of GraphQL, so that what somebody was told is found in the log.
package request

import (
	"context"
	"crypto/rand"
	"regexp"
	"strings"
)

// Header is where a proxy says the id of a request, and where it is returned.
const Header = "X-Request-Id"

// wellFormed is what an id of a proxy may look like: that of most is a UUID, or as many hexadecimal digits.
var wellFormed = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$`)

// idKey finds the id in a context.
type idKey struct{}

// IDOf returns the id of the request that a context belongs to; empty where it belongs to none.
func IDOf(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

// idFrom returns the id that a proxy said where that is well-formed, else a new one.
func idFrom(said string) string {
	if wellFormed.MatchString(said) {
		return said
	}
	return strings.ToLower(rand.Text()[:12])
}
