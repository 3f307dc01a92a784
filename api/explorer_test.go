package api

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who looks at the explorer is answered as themselves, without a script; what is wrong with a query or its variables is said, and
// nobody is answered who is nobody.
func TestTheExplorerAnswersAsWhoAsks(t *testing.T) {
	handler := company(t, story())
	explore := func(viewer, query, variables string) answered {
		return post(handler, viewer, "/explorer", url.Values{"query": {query}, "variables": {variables}})
	}
	if first := get(handler, "colleague", "/explorer"); first.status != http.StatusOK || !strings.Contains(first.body, "findExperts") {
		t.Errorf("the page is %d", first.status)
	}
	const who = "query($id: ID!) { me { displayName } person(id: $id) { displayName } }"
	if got := explore("worker", who, `{"id": "person/hidden"}`); got.status != http.StatusOK || !strings.Contains(got.body, "Willem Thys") || !strings.Contains(got.body, "&#34;person&#34;: null") {
		t.Errorf("the worker is answered %d %s", got.status, got.body)
	}
	if got := explore("hidden", who, `{"id": "person/hidden"}`); !strings.Contains(got.body, "Hexalmire") {
		t.Error("who is hidden does not find themselves")
	}
	if got := explore("worker", "{ nothing }", ""); !strings.Contains(got.body, "INVALID_DOCUMENT") && !strings.Contains(got.body, "Cannot query") {
		t.Errorf("a wrong query is answered %d %s", got.status, got.body)
	}
	if got := explore("worker", who, "[1"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "[1") {
		t.Errorf("wrong variables are answered %d", got.status)
	}
	if got := explore("worker", `<script>alert(1)</script>`, ""); strings.Contains(got.body, "<script>alert") {
		t.Error("what is typed is markup")
	}
	if got := explore("nobody", who, "{}"); got.status == http.StatusOK {
		t.Error("nobody is answered")
	}
}
