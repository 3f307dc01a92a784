package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/mcp"
	"github.com/sachant/sachant/api/opensearch"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// ServerConfig is what a server needs of others.
type ServerConfig struct {
	Schema *schema.Schema
	View   func(*http.Request) (*access.View, error)
	// Pages serves every address that is not one of the API.
	Pages http.Handler
	// SignIn identifies people by their sessions; nil where a proxy signs them in.
	SignIn *signin.SignIn
	// Version is that of the program.
	Version string
	// Address is that of the pages, such as https://sachant.example.com; empty where only who asks knows it.
	Address string
	// Embedders are the origins whose pages may show the search box; where there are none, there is no box.
	Embedders []string
	// Ready returns why the server cannot answer yet, or no longer; where nil it always can.
	Ready func(ctx context.Context) error
	Log   zerolog.Logger
	Now   func() time.Time
}

// Server serves /graphql, /schema.graphql, /healthz and /readyz, what programs outside the pages ask, and the pages elsewhere. It
// fails where what these ask does not fit the schema.
func Server(config ServerConfig) (http.Handler, error) {
	mux, open := http.NewServeMux(), http.NewServeMux()
	if err := config.outside(mux, open); err != nil {
		return nil, err
	}
	mux.Handle("/graphql", http.NewCrossOriginProtection().Handler(GraphQL(config.Schema, config.View)))
	mux.Handle("GET /schema.graphql", SDL(config.Schema, config.View))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeOK(w) })
	mux.HandleFunc("GET /readyz", config.readyz)
	mux.Handle("/", config.Pages)
	handler := http.Handler(mux)
	if config.SignIn != nil {
		handler = config.SignIn.Handler(handler)
	}
	open.Handle("/", handler)
	return config.withLog(withSecurityHeaders(withRecovery(open))), nil
}

// outside adds what programs outside the pages ask; what is open reads no session.
func (c ServerConfig) outside(mux, open *http.ServeMux) error {
	asking, err := client.New(c.Schema, c.Address)
	if err != nil {
		return err
	}
	search, err := opensearch.New(opensearch.Config{Client: asking, View: c.View, Language: languageOf, Address: c.Address, Embedders: c.Embedders})
	if err != nil {
		return err
	}
	search.Open(open)
	search.Routes(mux)
	tools, err := mcp.New(mcp.Config{Client: asking, Version: c.Version, Now: c.Now})
	if err != nil {
		return err
	}
	mux.Handle(mcp.Path, tools.Handler(mcp.HTTP{View: c.View, Language: languageOf, Address: c.Address, Refuse: func(w http.ResponseWriter, r *http.Request, err error) {
		refuseViewer(w, r, err, asking.Messages(languageOf(r)))
	}}))
	return nil
}

// languageOf returns the language of a request, fr or en.
func languageOf(r *http.Request) string { return page.Languages()[page.LanguageOf(r)].String() }

func writeOK(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintln(w, "ok")
}

func (c ServerConfig) readyz(w http.ResponseWriter, r *http.Request) {
	if c.Ready != nil {
		if err := c.Ready(r.Context()); err != nil {
			zerolog.Ctx(r.Context()).Warn().Err(err).Msg("not ready")
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
	}
	writeOK(w)
}

// withSecurityHeaders tells browsers to load, frame and cache no more than they need. Scripts are files of ours.
func withSecurityHeaders(next http.Handler) http.Handler {
	policy := strings.Join([]string{
		"default-src 'none'", "style-src 'self'", "img-src 'self'", "script-src 'self'", "connect-src 'self'", "form-action 'self'",
		"frame-ancestors 'none'", "base-uri 'none'",
	}, "; ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// withRecovery responds for a handler that panics. The cause is only logged.
func withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			zerolog.Ctx(r.Context()).Error().Str("stack", string(debug.Stack())).Msgf("panic: %v", cause)
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// withLog logs the path and the result of each request. It logs neither who asks nor the query, which holds the words of a
// search, nor a person's key: together they would tell who looks for what, and what is erased would be left in the log.
func (c ServerConfig) withLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := strings.ToLower(rand.Text()[:12])
		log := c.Log.With().Str("request", id).Logger()
		w.Header().Set("X-Request-Id", id)
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		start := c.Now()
		next.ServeHTTP(seen, r.WithContext(log.WithContext(r.Context())))
		log.Info().Str("method", r.Method).Str("path", withoutPerson(r.URL.Path)).Int("status", seen.status).
			Dur("took", c.Now().Sub(start)).Msg("answered")
	})
}

// withoutPerson returns a path without what follows "person/".
func withoutPerson(path string) string {
	const person = string(graph.KindPerson) + "/"
	if before, key, found := strings.Cut(path, person); found && key != "" {
		return before + person + "…"
	}
	return path
}

// statusWriter keeps the status of the response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for [http.ResponseController].
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
