package opensearch

import (
	"bytes"
	"embed"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rs/zerolog"
)

//go:embed embed.html embed.css
var files embed.FS

// box is what the template of the search box is filled with.
type box struct{ Language, Label, Hint, Button string }

// frame responds with the search box, for frames of the origins that may show it. It reads no cookie, sets none, and what is typed
// leads to the search page in the whole window, where the viewer is who they are.
func (s *Search) frame(w http.ResponseWriter, r *http.Request) {
	language := s.frameLanguage(r)
	messages := s.Client.Messages(language)
	var page bytes.Buffer
	err := s.box.Execute(&page, box{
		language, messages.Text("Who knows about…"), messages.Text("for instance welding, supplier contracts, Kubernetes"), messages.Text("Find"),
	})
	if err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the search box")
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", strings.Join([]string{
		"default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors " + strings.Join(s.Embedders, " "),
	}, "; "))
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Vary", "Accept-Language")
	_, _ = w.Write(page.Bytes())
}

// embedLanguage returns the language that the address of a frame names, else the browser's. The language that somebody chose on the
// pages is in a cookie, which is not read.
func (s *Search) frameLanguage(r *http.Request) string {
	if asked := r.URL.Query().Get("lang"); s.Client.Messages(asked) != nil {
		return asked
	}
	bare := r.Clone(r.Context())
	bare.Header.Del("Cookie")
	return s.Language(bare)
}

func style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, files, "embed.css")
}

// CheckEmbedder returns an origin whose pages may show the search box, or why it is none.
func CheckEmbedder(text string) (string, error) {
	parsed, err := url.Parse(strings.TrimSpace(text))
	wild := err == nil && strings.ContainsAny(parsed.Host, "*;, '\"")
	if err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Hostname() == "" || wild || parsed.User != nil ||
		strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.Fragment != "" {
		return "", fmt.Errorf("--embed-origin %q is no origin such as https://intranet.example.com", text)
	}
	return strings.ToLower(parsed.Scheme + "://" + parsed.Host), nil
}
