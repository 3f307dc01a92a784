package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/sachant/sachant/api/mcp"
)

// An assistant that goes astray is stopped, and others are not.
func TestAnAssistantThatCallsTooOftenIsStopped(t *testing.T) {
	address := storyServer(t)
	session, stopped := overHTTP(t, address, "colleague", "en"), 0
	for range 70 {
		if result := call(t, session, "person", map[string]any{"id": "person/none"}); strings.Contains(textOf(result), "too many calls") {
			stopped++
		}
	}
	if stopped != 10 {
		t.Errorf("of 70 calls at once %d are stopped, want 10", stopped)
	}
	if other := call(t, overHTTP(t, address, "worker", "en"), "person", map[string]any{"id": string(worker)}); other.IsError {
		t.Errorf("somebody else is stopped too: %s", textOf(other))
	}
}

// authorized sends requests of a service with a token.
type authorized string

func (a authorized) RoundTrip(request *http.Request) (*http.Response, error) {
	request.Header.Set("Authorization", "Bearer "+string(a))
	return named{"service", "en"}.RoundTrip(request)
}

// A service that goes astray stops no other service.
func TestServicesAreLimitedEach(t *testing.T) {
	server := httptest.NewServer(company(t, story()))
	t.Cleanup(server.Close)
	asks := func(token string) string {
		session := connected(t, &sdk.StreamableClientTransport{Endpoint: server.URL + mcp.Path, HTTPClient: &http.Client{Transport: authorized(token)}, MaxRetries: -1})
		said := ""
		for range map[string]int{"one": 61, "other": 1}[token] {
			said = textOf(call(t, session, "person", map[string]any{"id": "person/none"}))
		}
		return said
	}
	if said := asks("one"); !strings.Contains(said, "too many calls") {
		t.Errorf("the 61st call at once is answered %s", said)
	}
	if said := asks("other"); strings.Contains(said, "too many calls") {
		t.Errorf("another service is answered %s", said)
	}
}
