package api

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/link"
	"github.com/sachant/sachant/graph"
)

// addressOf returns the path of somebody's feed, as the page of their subscriptions shows it; "" where it shows none.
func addressOf(t *testing.T, handler http.Handler, viewer string) string {
	t.Helper()
	found := regexp.MustCompile(`<code>https?://[^/]+(/feed/[^<]+)\.atom</code>`).FindStringSubmatch(get(handler, viewer, "/me/subscriptions").body)
	if found == nil {
		return ""
	}
	return found[1]
}

func subscribeTo(t *testing.T, handler http.Handler, viewer, topic, every string) {
	t.Helper()
	if answer := post(handler, viewer, "/me/subscriptions", url.Values{"topic": {topic}, "every": {every}, "back": {"/me/subscriptions"}}); answer.status != http.StatusSeeOther {
		t.Errorf("as %s, %s %s is answered %d", viewer, topic, every, answer.status)
	}
}

// A feed says what is new to who is signed in, and to who holds its address, until that is renewed; the address of one person is
// of no use for another, and nobody has one who did not ask for it.
func TestAFeedIsOfItsAddress(t *testing.T) {
	handler := company(t, story())
	if address := addressOf(t, handler, "colleague"); address != "" {
		t.Errorf("there is an address before one is asked for: %s", address)
	}
	subscribeTo(t, handler, "colleague", "feed", "on")
	address := addressOf(t, handler, "colleague")
	own, signed := get(handler, "colleague", "/feed.atom"), get(handler, "nobody", address+".atom")
	if own.status != http.StatusOK || !strings.Contains(own.body, "Carnet de soudage, page 25") || signed.body != own.body {
		t.Errorf("the feed is %d %s, by its address %d %s", own.status, own.body, signed.status, signed.body)
	}
	var read struct {
		Entry []struct {
			ID string `xml:"id"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(own.body), &read); err != nil || len(read.Entry) == 0 {
		t.Errorf("Atom does not read: %v", err)
	}
	if streams := get(handler, "nobody", address+".json"); streams.status != http.StatusOK || !strings.Contains(streams.body, `"OrderedCollection"`) {
		t.Errorf("ActivityStreams is %d %s", streams.status, streams.body)
	}
	for _, bad := range []string{
		strings.Replace(address, "/colleague/", "/worker/", 1), strings.Replace(address, "/colleague/", "/nobody/", 1), strings.Replace(address, "/colleague/", "/hidden/", 1),
		address[:len(address)-8] + "x/feed", "/feed/colleague//feed", "/feed/colleague/x/feed",
	} {
		if answer := get(handler, "nobody", bad+".atom"); answer.status != http.StatusNotFound && answer.status != http.StatusMovedPermanently && answer.status != http.StatusTemporaryRedirect {
			t.Errorf("%s is answered %d", bad, answer.status)
		}
	}
	subscribeTo(t, handler, "colleague", "feed", "on")
	if renewed := addressOf(t, handler, "colleague"); renewed == address || get(handler, "nobody", address+".atom").status != http.StatusNotFound {
		t.Error("the former address is still good")
	}
	subscribeTo(t, handler, "colleague", "feed", "off")
	if addressOf(t, handler, "colleague") != "" {
		t.Error("an address is left")
	}
	if answer := get(handler, "guest", "/feed.atom"); answer.status != http.StatusNotFound {
		t.Errorf("who has no page here gets a feed: %d", answer.status)
	}
	if answer := get(handler, "nobody", "/feed.atom"); answer.status != http.StatusUnauthorized && answer.status != http.StatusForbidden && answer.status != http.StatusNotFound {
		t.Errorf("nobody gets a feed: %d", answer.status)
	}
}

// A feed by its address shows what its person may see as an employee, whatever office they hold, and nothing of a secret community
// even to its members.
func TestAFeedHoldsNothingHidden(t *testing.T) {
	handler := company(t, append(story(), kept(edge(officer, worker, graph.Follows{}), edge(officer, hidden, graph.Follows{}), edge(colleague, member, graph.Follows{}))...))
	for _, viewer := range []string{"worker", "boss", "colleague", "member", "officer", "recruiter"} {
		subscribeTo(t, handler, viewer, "feed", "on")
		address := addressOf(t, handler, viewer)
		for _, form := range []string{".atom", ".json"} {
			answer := get(handler, "nobody", address+form)
			if answer.status != http.StatusOK {
				t.Errorf("the feed of %s is answered %d", viewer, answer.status)
			}
			for _, canary := range canaries() {
				if strings.Contains(strings.ToLower(answer.body), canary.word) {
					t.Errorf("the feed of %s holds %s (%s)", viewer, canary.word, canary.what)
				}
			}
		}
	}
}

// One click in a program of mail ends digests: it sends a POST from elsewhere, without a session. By GET, which programs do that only
// look at links, nothing happens.
func TestOneClickUnsubscribes(t *testing.T) {
	handler := company(t, append(story(), kept(graph.Edge(colleague, graph.TopicDigest, colleague, "story", graph.Subscribes{Every: graph.EveryDay, Nonce: "known"}))...))
	good := "/unsubscribe/colleague/" + link.Signer{Key: []byte("the key of the story")}.SignSubscription(colleague, graph.TopicDigest, "known")
	digest := func() string {
		return graphQL(t, handler, "colleague", `{ subscriptions { digest } }`, nil).body
	}
	click := func(method, address string) int {
		request := httptest.NewRequest(method, address, strings.NewReader("List-Unsubscribe=One-Click"))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return ask(handler, "nobody", request).status
	}
	if status := click(http.MethodPost, "/unsubscribe/colleague/abc"); status != http.StatusNotFound || !strings.Contains(digest(), "daily") {
		t.Errorf("an address that is not good is answered %d", status)
	}
	if status := click(http.MethodGet, good); status != http.StatusOK || !strings.Contains(digest(), "daily") {
		t.Errorf("to look at the address is answered %d, and ends something", status)
	}
	if status := click(http.MethodPost, good); status != http.StatusOK || !strings.Contains(digest(), "off") {
		t.Errorf("a click is answered %d, and ends nothing", status)
	}
	if status := click(http.MethodPost, good); status != http.StatusNotFound {
		t.Errorf("a second click is answered %d", status)
	}
	for _, every := range []string{"hourly", "on", ""} {
		if answer := post(handler, "colleague", "/me/subscriptions", url.Values{"topic": {"digest"}, "every": {every}}); answer.status != http.StatusUnprocessableEntity {
			t.Errorf("a digest %q is answered %d", every, answer.status)
		}
	}
	if answer := post(handler, "colleague", "/me/subscriptions", url.Values{"topic": {"openings"}, "every": {"off"}}); answer.status != http.StatusUnprocessableEntity {
		t.Errorf("another topic is answered %d", answer.status)
	}
}

// The page of a search offers to keep it to who has a page; it is listed for them alone, and deleted at a click.
func TestASearchIsKeptFromItsPage(t *testing.T) {
	handler := company(t, story())
	found := get(handler, "colleague", "/?q=soudage")
	if !strings.Contains(found.body, `name="words" value="soudage"`) || strings.Contains(get(handler, "guest", "/?q=soudage").body, `name="words"`) {
		t.Error("the search is not offered to be kept, or to somebody without a page")
	}
	change := func(words, every string) {
		if answer := post(handler, "colleague", "/me/subscriptions", url.Values{"topic": {"search"}, "words": {words}, "every": {every}, "back": {"/me/subscriptions"}}); answer.status != http.StatusSeeOther {
			t.Errorf("%s %s is answered %d", words, every, answer.status)
		}
	}
	hostile := `<b>joint</b>" x`
	change("soudage", "on")
	change(hostile, "on")
	listed := func(viewer string) int {
		return strings.Count(get(handler, viewer, "/me/subscriptions").body, `name="words"`)
	}
	if got := listed("colleague"); got != 2 || strings.Contains(get(handler, "colleague", "/me/subscriptions").body, "<b>joint") {
		t.Errorf("%d searches are listed", got)
	}
	if got := listed("boss"); got != 0 {
		t.Errorf("%d searches are listed for another", got)
	}
	change("soudage", "off")
	change(hostile, "off")
	if got := listed("colleague"); got != 0 {
		t.Errorf("after they were deleted, %d searches are listed", got)
	}
}
