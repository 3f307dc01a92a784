// Package feed writes what is new for somebody as Atom (RFC 4287) and as a collection of ActivityStreams 2.0. It knows formats
// alone: what is in a feed was read through the view of its reader, and an author who is not told is left out.
package feed

import (
	"encoding/json"
	"encoding/xml"
	"time"
)

// Feed is what is new for somebody.
type Feed struct {
	Title string
	// Home is the address of the pages, ID one that stays the same for this feed and tells nothing.
	Home, ID string
	Language string
	Entries  []Entry
}

// Entry is something that was written.
type Entry struct {
	// Address is that of its page.
	Address string
	Title   string
	// Type is question, answer, note or article.
	Type string
	At   time.Time
	// Author is the name and Profile the address of the page of who wrote it; both are empty where that is not told.
	Author, Profile string
	// Reason says why it is in the feed.
	Reason string
}

// Types of the two formats.
const (
	AtomType            = "application/atom+xml; charset=utf-8"
	ActivityStreamsType = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
)

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	Title    string      `xml:"title"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Link     atomLink    `xml:"link"`
	Author   *atomAuthor `xml:"author,omitempty"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
}

type atomAuthor struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomEntry struct {
	Title    string      `xml:"title"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Link     atomLink    `xml:"link"`
	Author   *atomAuthor `xml:"author,omitempty"`
	Category atomTerm    `xml:"category"`
	Summary  string      `xml:"summary,omitempty"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

// Atom writes the feed as Atom.
func (f Feed) Atom() ([]byte, error) {
	feed := atomFeed{Language: f.Language, Title: f.Title, ID: f.ID, Updated: f.updated().Format(time.RFC3339), Link: atomLink{f.Home, "alternate"}, Author: &atomAuthor{Name: f.Title}}
	for _, one := range f.Entries {
		entry := atomEntry{Title: one.Title, ID: one.Address, Updated: one.At.UTC().Format(time.RFC3339), Link: atomLink{one.Address, "alternate"}, Category: atomTerm{one.Type}, Summary: one.Reason}
		if one.Author != "" {
			entry.Author = &atomAuthor{one.Author, one.Profile}
		}
		feed.Entries = append(feed.Entries, entry)
	}
	text, err := xml.MarshalIndent(feed, "", " ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

// updated is when the latest entry was written, the beginning of time where there is none.
func (f Feed) updated() time.Time {
	latest := time.Unix(0, 0).UTC()
	for _, one := range f.Entries {
		if one.At.After(latest) {
			latest = one.At.UTC()
		}
	}
	return latest
}

type collection struct {
	Context string   `json:"@context"`
	Type    string   `json:"type"`
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Total   int      `json:"totalItems"`
	Items   []object `json:"orderedItems"`
}

type object struct {
	Type       string `json:"type"`
	ID         string `json:"id"`
	URL        string `json:"url"`
	Name       string `json:"name"`
	Summary    string `json:"summary,omitempty"`
	Published  string `json:"published"`
	Attributed *actor `json:"attributedTo,omitempty"`
}

type actor struct {
	Type string `json:"type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// ActivityStreams writes the feed as an ordered collection.
func (f Feed) ActivityStreams() ([]byte, error) {
	all := collection{Context: "https://www.w3.org/ns/activitystreams", Type: "OrderedCollection", ID: f.ID, Name: f.Title, Total: len(f.Entries), Items: []object{}}
	types := map[string]string{"question": "Question", "article": "Article"}
	for _, one := range f.Entries {
		item := object{Type: "Note", ID: one.Address, URL: one.Address, Name: one.Title, Summary: one.Reason, Published: one.At.UTC().Format(time.RFC3339)}
		if name, is := types[one.Type]; is {
			item.Type = name
		}
		if one.Author != "" {
			item.Attributed = &actor{"Person", one.Author, one.Profile}
		}
		all.Items = append(all.Items, item)
	}
	text, err := json.MarshalIndent(all, "", " ")
	return append(text, '\n'), err
}
