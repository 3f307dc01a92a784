// Package health tells a load balancer or an orchestrator how a server is: that it lives, and whether it can answer. Everybody may
// ask, so an answer holds codes and numbers and nothing of the inside; causes are in the log.
package health

import (
	"context"
	"encoding/json"
	"net/http"
)

// Code says what is the matter.
type Code string

const (
	// Loading: the copy of the graph in memory is not read yet.
	Loading Code = "REPLICA_LOADING"
	// StoreUnreachable: people are answered from memory, and changes are refused.
	StoreUnreachable Code = "STORE_UNREACHABLE"
	// StoreFailed: the store answers, and its log cannot be followed.
	StoreFailed Code = "STORE_FAILED"
	// IndexBehind: searches do not find the latest changes.
	IndexBehind Code = "INDEX_BEHIND"
	// SourcesHeld: runs of sources wait for somebody to confirm them.
	SourcesHeld Code = "SOURCES_HELD"
)

// Reason is why a server is not ready, or is so with something that has to be seen to.
type Reason struct {
	Code Code `json:"code"`
	// Count is how many commits are missing, or sources are held.
	Count int64 `json:"count,omitempty"`
}

// blocks reports whether a server with the reason should get no requests.
func (r Reason) blocks() bool { return r.Code != SourcesHeld }

type answer struct {
	Status  string   `json:"status"`
	Reasons []Reason `json:"reasons,omitempty"`
}

// Alive answers that the process lives.
func Alive() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { write(w, http.StatusOK, answer{Status: "alive"}) })
}

// Ready answers with status 200 where a server can answer, and 503 where not, with the reasons; nil stands for none.
func Ready(reasons func(context.Context) []Reason) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		made, status := answer{Status: "ready"}, http.StatusOK
		if reasons != nil {
			made.Reasons = reasons(r.Context())
		}
		for _, reason := range made.Reasons {
			if reason.blocks() {
				made.Status, status = "not ready", http.StatusServiceUnavailable
			}
		}
		write(w, status, made)
	})
}

func write(w http.ResponseWriter, status int, made answer) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(made)
}
