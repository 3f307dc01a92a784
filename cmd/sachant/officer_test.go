package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
)

// P-06: somebody asks on their page to be erased; a legal hold stops the data protection officer, and once it is gone they erase
// by a click, while the server goes on answering: with nobody of that name, and from a store that holds nothing of them.
func TestP06TheOfficerErasesAtAClick(t *testing.T) {
	l := library{t: t, data: filepath.Join(t.TempDir(), "data")}
	l.erasable(t)
	e, officer := l.who("catherine.berthelot@ateliers-merlonne.example"), l.who("karim.oulhaci@ateliers-merlonne.example")
	o := l.options()
	inst, err := installation.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	server, err := serving.StartServer(t.Context(), inst, o)
	if err != nil {
		t.Fatal(err)
	}
	identify := func(r *http.Request) (access.Viewer, error) {
		if r.Header.Get("X-Who") == "officer" {
			return access.Viewer{Person: officer.key, Roles: []access.Role{access.Employee, access.DPO}}, nil
		}
		return access.Viewer{Person: e.key, Roles: []access.Role{access.Employee}}, nil
	}
	handler, err := serving.HTTPHandler(o, server, zerolog.Nop(), identify, nil)
	if err != nil {
		t.Fatal(err)
	}
	send := func(who, path string, fields url.Values) int {
		t.Helper()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(fields.Encode()))
		if fields == nil {
			request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Who", who)
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder.Code
	}
	if status := send("her", "/me/ask", url.Values{"right": {graph.RightErase}, "text": {"Je pars."}, "back": {"/me"}}); status != http.StatusSeeOther {
		t.Fatalf("asking answers %d", status)
	}
	var request graph.Key
	_, err = inst.Store.Scan(t.Context(), graph.Brief, func(fact graph.Fact) error { request = fact.Key; return nil }, graph.KindRequest)
	if err != nil || request == "" {
		t.Fatalf("there is no request, %v", err)
	}
	hold := func(held string) {
		t.Helper()
		if status := send("officer", "/privacy/hold", url.Values{"person": {string(e.key)}, "held": {held}, "reason": {"prud'hommes"}, "back": {"/"}}); status != http.StatusSeeOther {
			t.Fatalf("a hold answers %d", status)
		}
	}
	done := url.Values{"request": {string(request)}, "state": {graph.RequestDone}, "back": {"/privacy/requests"}}
	hold("yes")
	if status := send("officer", "/privacy/answer", done); status != http.StatusUnprocessableEntity {
		t.Errorf("an erasure under a legal hold answers %d", status)
	}
	if status := send("officer", "/person/"+e.key.ID(), nil); status != http.StatusOK {
		t.Errorf("who is held has a page that answers %d", status)
	}
	hold("no")
	if status := send("officer", "/privacy/answer", done); status != http.StatusSeeOther {
		t.Errorf("an erasure answers %d", status)
	}
	for path, want := range map[string]int{"/person/" + e.key.ID(): http.StatusNotFound, "/?q=soudage": http.StatusOK, "/privacy/requests": http.StatusOK} {
		if status := send("officer", path, nil); status != want {
			t.Errorf("after the erasure %s answers %d, not %d", path, status, want)
		}
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := inst.Close(); err != nil {
		t.Fatal(err)
	}
	l.isErased(t, e)
}
