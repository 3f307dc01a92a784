package scim

import (
	"context"
	"encoding/json"
	stderrors "errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/elimity-com/scim/errors"
	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	source "github.com/sachant/sachant/ingest/scim"
)

// Prefix is where the protocol is served.
const Prefix = "/scim/v2"

// Bounds of a request.
const (
	maxBody = 4 << 20 // bytes: a group of 20,000 members
	// defaultCount and maxCount are how many resources a page holds.
	defaultCount = 100
	maxCount     = 200
)

// Config is what the protocol is served with.
type Config struct {
	Store  graph.Store
	Source source.Source
	// TrustEmail lets a user find its person by e-mail address too.
	TrustEmail bool
	// Removals is how many users may leave within a day; 0 is 5 or a tenth of them, whichever is more.
	Removals int
	// Provisioner returns the id of the token of a request where that token may provision.
	Provisioner func(*http.Request) (token string, is bool, err error)
	// View returns what the sender of another request may see.
	View  func(*http.Request) (*access.View, error)
	Audit *audit.Log
	// Erased returns the hash by which the register of erasures names a fact.
	Erased func(graph.Key) string
	// Address is where the server is reached, such as https://sachant.example.com; resources are located below it.
	Address string
	// CatchUp shows people what was imported.
	CatchUp func(context.Context) error
	Now     func() time.Time
}

// Handler serves the protocol. Requests that provision are answered one at a time.
type Handler struct {
	config        Config
	users, groups *resourceType

	mutex sync.Mutex
	table table
	left  []time.Time // when users left, within a day
}

// New returns a handler.
func New(config Config) (*Handler, error) {
	users, groups, err := newTypes()
	return &Handler{config: config, users: users, groups: groups, table: table{store: config.Store, source: config.Source}}, err
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, id, isKnown := split(r.URL.Path)
	token, provisions, err := h.config.Provisioner(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	var view *access.View
	if !provisions {
		if view, err = h.config.View(r); err != nil {
			h.refuse(w, r, err)
			return
		}
	}
	t := h.typeOf(kind)
	switch {
	case !isKnown:
		h.refuse(w, r, errors.ScimError{Status: http.StatusNotFound, Detail: "there is nothing at this address"})
	case h.discover(w, r, kind, id):
	case strings.EqualFold(kind, "me"), strings.EqualFold(kind, "bulk"), id == ".search":
		h.refuse(w, r, errors.ScimError{Status: http.StatusNotImplemented, Detail: "this part of the protocol is not served"})
	case t == nil:
		h.refuse(w, r, errors.ScimError{Status: http.StatusNotFound, Detail: "there is nothing at this address"})
	case provisions:
		h.provision(w, r, t, id, token)
	default:
		h.read(w, r, t, id, view)
	}
}

// split returns the kind of resource and the id in a path.
func split(path string) (kind, id string, is bool) {
	rest, is := strings.CutPrefix(path, Prefix)
	kind, id, _ = strings.Cut(strings.Trim(rest, "/"), "/")
	return kind, id, is && !strings.Contains(id, "/")
}

func (h *Handler) typeOf(kind string) *resourceType {
	for _, t := range []*resourceType{h.users, h.groups} {
		if strings.EqualFold("/"+kind, t.endpoint) {
			return t
		}
	}
	return nil
}

// refuse answers with an error. Causes that are not those of the request are logged and not told.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var told errors.ScimError
	var held heldBack
	if stderrors.As(err, &held) {
		w.Header().Set("Retry-After", held.retryAfter())
		zerolog.Ctx(r.Context()).Warn().Msg("more users than may are about to leave through SCIM; the rest is held back")
	}
	status := signin.Status(err)
	switch {
	case stderrors.As(err, &told):
	case stderrors.Is(err, graph.ErrInvalid):
		told = invalidValue(err.Error())
	case stderrors.Is(err, graph.ErrUnavailable):
		told = errors.ScimError{Status: http.StatusServiceUnavailable, Detail: "the store cannot be reached; try again later"}
		w.Header().Set("Retry-After", "30")
	case status == http.StatusUnauthorized:
		told = errors.ScimError{Status: status, Detail: "a token that is valid is needed"}
		w.Header().Set("WWW-Authenticate", `Bearer realm="Sachant"`)
	case status == http.StatusForbidden:
		told = errors.ScimError{Status: status, Detail: "this is not for the owner of the token"}
	default:
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("a request of SCIM failed")
		told = errors.ScimErrorInternal
	}
	h.write(w, told.Status, told)
}

// write answers with a document, or with none where it is nil.
func (h *Handler) write(w http.ResponseWriter, status int, document any) {
	if document == nil {
		w.WriteHeader(status)
		return
	}
	text, err := json.Marshal(document)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// body reads the document that a request sends.
func body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if sent := r.Header.Get("Content-Type"); sent != "" {
		media, _, err := mime.ParseMediaType(sent)
		if err != nil || !slices.Contains([]string{"application/scim+json", "application/json"}, media) {
			return nil, errors.ScimError{Status: http.StatusUnsupportedMediaType, Detail: "a document is application/scim+json"}
		}
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if stderrors.As(err, &tooLarge) {
		return nil, errors.ScimError{Status: http.StatusRequestEntityTooLarge, Detail: "a document has 4 MiB at most"}
	}
	if err != nil {
		return nil, errors.ScimErrorInvalidSyntax
	}
	return text, nil
}

// resource is one user or group, as it is shown.
type resource struct {
	document map[string]any
	version  string
}

// show answers with one resource.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, t *resourceType, status int, one resource) {
	if one.version != "" {
		w.Header().Set("ETag", one.version)
	}
	if status == http.StatusOK && r.Method == http.MethodGet && one.version != "" && r.Header.Get("If-None-Match") == one.version {
		h.write(w, http.StatusNotModified, nil)
		return
	}
	meta, _ := one.document["meta"].(map[string]any)
	address, _ := meta["location"].(string)
	if status == http.StatusCreated {
		w.Header().Set("Location", address)
	}
	query := r.URL.Query()
	h.write(w, status, t.projected(one.document, listed(query.Get("attributes")), listed(query.Get("excludedAttributes"))))
}

func listed(names string) []string {
	if strings.TrimSpace(names) == "" {
		return nil
	}
	return strings.Split(names, ",")
}
