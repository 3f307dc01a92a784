package api

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/chat"
	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/health"
	"github.com/sachant/sachant/api/mcp"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/opensearch"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/request"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/api/tracing"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// ServerConfig is what a server needs of others.
type ServerConfig struct {
	Schema *schema.Schema
	View   func(*http.Request) (*access.View, error)
	// Pages serves every address that is not one of the API.
	Pages http.Handler
	// SCIM serves what provisions users and groups; nil where nothing does.
	SCIM http.Handler
	// SignIn identifies people by their sessions; nil where a proxy signs them in.
	SignIn *signin.SignIn
	// Version is that of the program.
	Version string
	// Address is that of the pages, such as https://sachant.example.com; empty where only who asks knows it.
	Address string
	// Embedders are the origins whose pages may show the search box; where there are none, there is no box.
	Embedders []string
	// Chat is the chat programs whose commands are answered; nil where there are none.
	Chat *chat.Config
	// Ready returns why the server cannot answer yet, or no longer; where nil it always can.
	Ready func(ctx context.Context) []health.Reason
	Log   zerolog.Logger
	// Metrics and Tracing are told of each request; nil where nobody reads them.
	Metrics *metrics.Metrics
	Tracing *tracing.Tracing
	Now     func() time.Time
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
	mux.Handle("GET /healthz", health.Alive())
	mux.Handle("GET /readyz", health.Ready(config.Ready))
	mux.Handle("/", config.Pages)
	handler := request.Routed(mux)
	if config.SignIn != nil {
		handler = config.SignIn.Handler(handler)
	}
	open.Handle("/", handler)
	observed := request.Config{Log: config.Log, Metrics: config.Metrics, Tracing: config.Tracing, Now: config.Now}
	return observed.Observe(withSecurityHeaders(withRecovery(request.Routed(open)))), nil
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
	if c.Chat != nil {
		commands, err := chat.New(*c.Chat, asking)
		if err != nil {
			return err
		}
		open.Handle("POST "+chat.Path, commands)
	}
	search.Open(open)
	if c.SCIM != nil {
		open.Handle("/scim/v2/", c.SCIM)
	}
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
