package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

// losing is a store that cannot write, for some reason.
type losing struct {
	graph.Store
	cause error
}

func (l losing) Commit(context.Context, graph.Tx) (graph.Receipt, error) {
	return graph.Receipt{}, fmt.Errorf("commit: %w", l.cause)
}

// Whether nothing was changed, or nobody knows, is said apart, in the language of who asks.
func TestWhatBecameOfAChangeIsSaid(t *testing.T) {
	for _, test := range []struct {
		cause    error
		language string
		status   int
		says     string
	}{
		{graph.ErrUnavailable, "fr", http.StatusBadGateway, "Rien n’a été modifié"},
		{graph.ErrUnavailable, "en", http.StatusBadGateway, "Nothing was changed"},
		{graph.ErrUncertain, "fr", http.StatusGatewayTimeout, "en entier, ou pas du tout"},
		{graph.ErrUncertain, "en", http.StatusGatewayTimeout, "as a whole or not at all"},
	} {
		form := url.Values{"skill": {"Médiation"}, "level": {"3"}, "back": {"/person/member"}}
		request := httptest.NewRequest(http.MethodPost, "/declare", strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Accept-Language", test.language)
		answer := ask(companyThatLoses(t, test.cause), "member", request)
		if answer.status != test.status {
			t.Errorf("%v answers %d, want %d", test.cause, answer.status, test.status)
		}
		contains(t, answer, test.says)
		checkAccessible(t, answer.body)
	}
}

func companyThatLoses(t *testing.T, cause error) http.Handler {
	t.Helper()
	store, err := sqlite.OpenMemory(sqlite.Clock(today))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	var facts []graph.Fact
	for _, one := range story() {
		facts = append(facts, one.fact)
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "import:story", Put: facts}); err != nil {
		t.Fatal(err)
	}
	answers, err := schema.New(resolve.Config{Now: today, NewID: func() string { return "id" }, Report: func(context.Context, string, error) {}})
	if err != nil {
		t.Fatal(err)
	}
	return served(t, answers, access.NewGate(store, losing{store, cause}), byHeader, nil)
}
