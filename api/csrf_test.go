package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// elsewhere are the headers with which browsers send what a page of another site makes them send.
func elsewhere() map[string][2]string {
	return map[string][2]string{
		"another site":          {"Sec-Fetch-Site", "cross-site"},
		"a neighbour":           {"Sec-Fetch-Site", "same-site"},
		"an older browser":      {"Origin", "https://evil.example"},
		"a page without origin": {"Origin", "null"},
		"another port":          {"Origin", "http://example.com:8443"},
	}
}

// TestCSRFOnEveryForm: a form that another site sends in somebody's name changes nothing, whichever it is.
func TestCSRFOnEveryForm(t *testing.T) {
	handler := company(t, story())
	paths := []string{"/language", "/demo", "/signin", "/signout", "/me/tokens", "/me/tokens/revoke", "/me/proposals", "/hr/imports", "/ask", "/ask/check", "/ask/change"}
	for _, form := range everyForm() {
		paths = append(paths, form.Path)
	}
	for _, path := range paths {
		for from, header := range elsewhere() {
			request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{"back": {"/"}}.Encode()))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set(header[0], header[1])
			answer := ask(handler, "officer", request)
			if answer.status != http.StatusForbidden || answer.header.Get("Set-Cookie") != "" {
				t.Errorf("%s from %s answers %d", path, from, answer.status)
			}
			contains(t, answer, "d’un autre site")
		}
	}
}

// TestCSRFOnEveryMutation: neither another site, nor a link, nor a form makes a mutation.
func TestCSRFOnEveryMutation(t *testing.T) {
	handler := company(t, story())
	_, parsed := apiSchema(t)
	if len(parsed.Mutation.Fields) == 0 {
		t.Fatal("the schema has no mutations")
	}
	for _, mutation := range parsed.Mutation.Fields {
		body := `{"query":"mutation { ` + mutation.Name + ` { clientMutationId } }"}`
		for from, header := range elsewhere() {
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set(header[0], header[1])
			if answer := ask(handler, "officer", request); answer.status != http.StatusForbidden {
				t.Errorf("%s from %s answers %d", mutation.Name, from, answer.status)
			}
		}
		for kind, status := range map[string]int{"text/plain": http.StatusUnsupportedMediaType, "application/x-www-form-urlencoded": http.StatusUnsupportedMediaType, "multipart/form-data; boundary=x": http.StatusUnsupportedMediaType} {
			request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
			request.Header.Set("Content-Type", kind)
			if answer := ask(handler, "officer", request); answer.status != status {
				t.Errorf("%s as %s answers %d", mutation.Name, kind, answer.status)
			}
		}
		link := httptest.NewRequest(http.MethodGet, "/graphql?"+url.Values{"query": {"mutation { " + mutation.Name + " { clientMutationId } }"}}.Encode(), nil)
		if answer := ask(handler, "officer", link); answer.status != http.StatusMethodNotAllowed {
			t.Errorf("%s by a link answers %d", mutation.Name, answer.status)
		}
	}
}
