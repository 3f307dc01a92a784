package request

import (
	"context"
	"net/http"
	"slices"
	"strings"
)

// unknownRoute is that of a request which no pattern matches.
const unknownRoute = "unknown"

// routeKey finds in a context where the pattern of a request is noted.
type routeKey struct{}

// Routed notes which pattern of a mux, or of one that it calls with the same request, matched. Where a mux calls another one with a
// copy of the request, both are to be Routed: the one inside knows more, and the one around it says "/".
func Routed(mux http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if noted, is := r.Context().Value(routeKey{}).(*string); is {
			defer func() {
				if route := RouteOf(r.Method, r.Pattern); route != unknownRoute {
					*noted = route
				}
			}()
		}
		mux.ServeHTTP(w, r)
	})
}

func withRoute(ctx context.Context) (context.Context, *string) {
	route := new(string)
	*route = unknownRoute
	return context.WithValue(ctx, routeKey{}, route), route
}

// RouteOf returns the name of a route for metrics and traces: the pattern without its method. For CONNECT a mux gives the address
// itself, which is no name.
func RouteOf(method, pattern string) string {
	if _, path, found := strings.Cut(pattern, " "); found {
		pattern = path
	}
	if method == http.MethodConnect || pattern == "" || pattern == "/" {
		return unknownRoute
	}
	return pattern
}

// MethodOf returns a method that HTTP knows, or "other".
func MethodOf(method string) string {
	known := []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}
	if slices.Contains(known, method) {
		return method
	}
	return "other"
}
