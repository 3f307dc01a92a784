package mcp

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/graph/access"
)

// Path is the address of the tools over HTTP.
const Path = "/mcp"

// maxRequest is the greatest length of a request, in bytes: one with the longest arguments, each character escaped as JSON may.
const maxRequest = 256 << 10

// HTTP is how callers come over HTTP.
type HTTP struct {
	// View returns what the sender of a request may see: by a token, a session or a proxy.
	View func(*http.Request) (*access.View, error)
	// Refuse responds where the caller has no view.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Language returns the language of a request, fr or en.
	Language func(*http.Request) string
	// Address is that of the pages, such as https://sachant.example.com; empty where only who asks knows it.
	Address string
}

// Handler serves the tools by the streamable transport, each request by itself: no session is kept, so that none can be taken over
// and each request has the rights that its sender has at that moment. A page of another site, or one that had its name resolve to
// this server, is refused.
func (t *Tools) Handler(config HTTP) http.Handler {
	serverOf := func(r *http.Request) *sdk.Server {
		caller, is := r.Context().Value(callerKey{}).(client.Caller)
		if !is {
			return nil
		}
		return t.servers[caller.Language]
	}
	serving := sdk.NewStreamableHTTPHandler(serverOf, &sdk.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, MaxRequestBodyBytes: maxRequest,
		DisableLocalhostProtection: true, // a proxy on this machine passes the host on; isOwn does more
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isOwn(r, config.Address) {
			http.Error(w, "a page of another site may not use these tools", http.StatusForbidden)
			return
		}
		if _, err := config.View(r); err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="sachant"`)
			config.Refuse(w, r, err)
			return
		}
		caller := client.Caller{Language: config.Language(r), Token: tokenOf(r), View: func() (*access.View, error) { return config.View(r) }}
		serving.ServeHTTP(w, r.WithContext(withCaller(r.Context(), caller)))
	})
}

// tokenOf returns the hash of the token of a request that was let in, "" without one.
func tokenOf(r *http.Request) string {
	_, secret, is := strings.Cut(r.Header.Get("Authorization"), " ")
	if !is {
		return ""
	}
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// isOwn reports whether a request comes from a program or from a page of this server. A browser says where a page is from; where the
// address of the pages is not known, only a page of this machine is sure to be one of them.
func isOwn(r *http.Request, address string) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return r.Header.Get("Sec-Fetch-Site") == ""
	}
	parsed, err := url.Parse(origin)
	if err != nil || parsed.Host == "" {
		return false
	}
	own, err := url.Parse(address)
	if err == nil && own.Host != "" {
		return strings.EqualFold(own.Scheme, parsed.Scheme) && strings.EqualFold(own.Host, parsed.Host)
	}
	return parsed.Host == r.Host && isLoopback(parsed.Hostname())
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
