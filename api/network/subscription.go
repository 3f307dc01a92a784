package network

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sachant/sachant/api/feed"
	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/subscription"
)

// subscriptionsPath is the page where people say what they are told of.
const subscriptionsPath = "/me/subscriptions"

// subscriptionRoutes add the page of subscriptions and what their addresses lead to. The addresses say who asks, by a signature.
func subscriptionRoutes(s *page.Server, mux *http.ServeMux) {
	mux.HandleFunc("GET "+subscriptionsPath, handled(s, func(w http.ResponseWriter, r *http.Request) error {
		return showSubscriptions(s, w, r)
	}))
	for _, form := range []string{"atom", "json"} {
		mux.HandleFunc("GET /feed."+form, handled(s, func(w http.ResponseWriter, r *http.Request) error {
			view, err := s.Config.View(r)
			if err != nil {
				return page.Unidentified(err)
			}
			return writeFeed(s, w, r, view, form)
		}))
		mux.HandleFunc("GET /feed/{id}/{signature}/feed."+form, handled(s, func(w http.ResponseWriter, r *http.Request) error {
			view, err := subscriber(s, r, graph.TopicFeed)
			if err != nil {
				return err
			}
			return writeFeed(s, w, r, view, form)
		}))
	}
	mux.HandleFunc("GET /unsubscribe/{id}/{signature}", handled(s, func(w http.ResponseWriter, r *http.Request) error {
		return showUnsubscribe(s, w, r)
	}))
	mux.HandleFunc("POST /unsubscribe/{id}/{signature}", handled(s, unsubscribe(s)))
}

// handled responds with an error where a handler returns one.
func handled(s *page.Server, handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := handle(w, r); err != nil {
			s.Fail(w, r, err)
		}
	}
}

// subscriber returns the view of the person that a signed address is of; nobody is found by one that is no longer good.
func subscriber(s *page.Server, r *http.Request, topic string) (*access.View, error) {
	person := graph.NodeKey(graph.KindPerson, r.PathValue("id"))
	if s.Config.ViewOf == nil || person.Check() != nil {
		return nil, page.Error{Status: http.StatusNotFound}
	}
	view := s.Config.ViewOf(person)
	subscribes, is, err := subscription.Subscription(r.Context(), view, topic)
	if err != nil {
		return nil, err
	}
	if !is || !(link.Signer{Key: s.Config.LinkKey}).IsOfSubscription(r.PathValue("signature"), person, topic, subscribes.Nonce) {
		return nil, page.Error{Status: http.StatusNotFound}
	}
	return view, nil
}

// showSubscriptions responds with what who asks is told of, and with the addresses of their feed.
func showSubscriptions(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	view, err := s.Config.View(r)
	switch {
	case err != nil:
		return page.Unidentified(err)
	case view.Viewer().Person == "":
		return page.Error{Status: http.StatusNotFound}
	}
	fields, err := s.Ask(r, view, "subscriptions", map[string]any{})
	if err != nil {
		return err
	}
	subscribes, is, err := subscription.Subscription(r.Context(), view, graph.TopicFeed)
	if err != nil {
		return err
	}
	fields["addresses"] = []any{}
	if is && s.Config.ViewOf != nil {
		person := view.Viewer().Person
		signature := (link.Signer{Key: s.Config.LinkKey}).SignSubscription(person, graph.TopicFeed, subscribes.Nonce)
		folder := origin(s, r) + "/feed/" + person.ID() + "/" + signature + "/feed."
		fields["addresses"] = []any{folder + "atom", folder + "json"}
	}
	s.Write(w, r, "subscriptions", http.StatusOK, s.DataOf(r, fields))
	return nil
}

// origin returns the address of the pages as who asks knows it.
func origin(s *page.Server, r *http.Request) string {
	if s.Config.Address != "" {
		return s.Config.Address
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// writeFeed responds with what is new for the viewer.
func writeFeed(s *page.Server, w http.ResponseWriter, r *http.Request, view *access.View, form string) error {
	answer, err := s.Ask(r, view, "feed", map[string]any{})
	if err != nil {
		return err
	}
	home, is := answer["home"].(map[string]any)
	if !is {
		return page.Error{Status: http.StatusNotFound}
	}
	t := s.Renderers[page.LanguageOf(r)].Translator
	title, err := t.Translate("home.news")
	if err != nil {
		return err
	}
	address := origin(s, r)
	made := feed.Feed{Title: title, Home: address + "/", ID: address + "/feed.atom", Language: t.Tag.String()}
	for _, news := range page.Objects(home["news"]) {
		entry, err := entryOf(t, address, news)
		if err != nil {
			return err
		}
		made.Entries = append(made.Entries, entry)
	}
	text, kind := []byte(nil), feed.AtomType
	if form == "json" {
		kind = feed.ActivityStreamsType
		text, err = made.ActivityStreams()
	} else {
		text, err = made.Atom()
	}
	if err == nil {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(text)
	}
	return err
}

// entryOf returns something new as a feed holds it.
func entryOf(t *page.Translator, address string, news map[string]any) (feed.Entry, error) {
	contribution, _ := news["contribution"].(map[string]any)
	at, _ := time.Parse(time.RFC3339, page.PlainText(contribution["publishedAt"]))
	untitled, err := t.Translate("contribution.untitled")
	entry := feed.Entry{
		Address: address + page.Link(contribution["id"]), At: at, Type: page.PlainText(contribution["type"]),
		Title: cmp.Or(strings.TrimSpace(page.PlainText(contribution["title"])), untitled),
	}
	if author, is := contribution["author"].(map[string]any); is {
		entry.Author, entry.Profile = page.PlainText(author["displayName"]), address+page.Link(author["id"])
	}
	for field, name := range map[string]string{"person": "displayName", "community": "name", "skill": "prefLabel"} {
		if of, is := news[field].(map[string]any); is && err == nil {
			entry.Reason, err = t.Translate("home.news."+field, "name", page.PlainText(of[name]))
		}
	}
	if words := page.PlainText(news["words"]); words != "" && err == nil {
		entry.Reason, err = t.Translate("home.news.search", "words", words)
	}
	return entry, err
}

// unsubscribe ends the digests of somebody, by their button or by one click in a program of mail (RFC 8058).
func unsubscribe(s *page.Server) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := page.ReadForm(w, r); err != nil {
			return err
		}
		view, err := subscriber(s, r, graph.TopicDigest)
		if err != nil {
			return err
		}
		if err := subscription.SubscribeTo(r.Context(), view, graph.TopicDigest, graph.EveryNever, graph.DateOf(s.Config.Now())); err != nil {
			return err
		}
		return writeUnsubscribe(s, w, r, true)
	}
}

func showUnsubscribe(s *page.Server, w http.ResponseWriter, r *http.Request) error {
	if _, err := subscriber(s, r, graph.TopicDigest); err != nil {
		return err
	}
	return writeUnsubscribe(s, w, r, false)
}

func writeUnsubscribe(s *page.Server, w http.ResponseWriter, r *http.Request, done bool) error {
	data := s.DataOf(r, map[string]any{"viewer": map[string]any{"person": nil, "roles": []any{}}})
	if done {
		data.Typed = url.Values{"done": {"yes"}}
	}
	s.Write(w, r, "unsubscribe", http.StatusOK, data)
	return nil
}
