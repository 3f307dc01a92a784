package request

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/tracing"
	"github.com/sachant/sachant/graph"
)

// Config is who is told of requests.
type Config struct {
	Log zerolog.Logger
	// Metrics and Tracing are nil where nobody reads them.
	Metrics *metrics.Metrics
	Tracing *tracing.Tracing
	Now     func() time.Time
}

// Observe gives each request its id, and tells the log, the metrics and the traces how it was answered. The log holds neither who
// asks nor the query, which holds the words of a search, nor a person's key: together they would tell who looks for what, and what
// is erased would be left in the log.
func (c Config) Observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := idFrom(r.Header.Get(Header))
		log := c.Log.With().Str("request", id).Logger()
		w.Header().Set(Header, id)
		ctx, route := withRoute(context.WithValue(log.WithContext(r.Context()), idKey{}, id))
		ctx, span := c.Tracing.Request(ctx, r.Header, MethodOf(r.Method), id)
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		start := c.Now()
		defer func() {
			took := c.Now().Sub(start)
			c.Metrics.Request(*route, MethodOf(r.Method), seen.status, took)
			span.End(*route, seen.status)
			log.Info().Str("method", MethodOf(r.Method)).Str("path", withoutPerson(r.URL.Path)).Int("status", seen.status).Dur("took", took).Msg("answered")
		}()
		next.ServeHTTP(seen, r.WithContext(ctx))
	})
}

// withoutPerson returns a path without what follows "person/", one of SCIM without the id, and one of a link without its secret.
func withoutPerson(path string) string {
	const scim = "/scim/v2/"
	if rest, is := strings.CutPrefix(path, scim); is {
		if kind, id, _ := strings.Cut(rest, "/"); id != "" {
			return scim + kind + "/…"
		}
		return path
	}
	for _, secret := range []string{"/feed/", "/unsubscribe/"} { // a person and a signature follow
		if strings.HasPrefix(path, secret) {
			return secret + "…"
		}
	}
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
