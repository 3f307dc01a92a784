package feed

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"
)

func sample() Feed {
	at := time.Date(2026, 6, 30, 9, 30, 0, 0, time.FixedZone("", 7200))
	return Feed{Title: "Du nouveau", Home: "https://sachant.example.com/", ID: "https://sachant.example.com/feed.atom", Language: "fr", Entries: []Entry{
		{Address: "https://sachant.example.com/contribution/q1", Title: "Souder <l’inox> & \"co\" ?", Type: "question", At: at, Author: "Inès Costa", Profile: "https://sachant.example.com/person/ines", Reason: "vous suivez Inès Costa"},
		{Address: "https://sachant.example.com/contribution/q2", Title: "Anonyme ?", Type: "answer", At: at.Add(-time.Hour)},
	}}
}

// Both formats hold the same, are well formed whatever the titles hold, and leave out an author who is not told.
func TestFormatsHoldTheSame(t *testing.T) {
	atom, err := sample().Atom()
	if err != nil {
		t.Fatal(err)
	}
	var read atomFeed
	if err := xml.Unmarshal(atom, &read); err != nil {
		t.Fatalf("%v\n%s", err, atom)
	}
	if len(read.Entries) != 2 || read.Entries[0].Title != sample().Entries[0].Title || read.Updated != "2026-06-30T07:30:00Z" || read.Entries[1].Author != nil || read.Entries[0].Author.Name != "Inès Costa" {
		t.Errorf("Atom is\n%s", atom)
	}
	text, err := sample().ActivityStreams()
	if err != nil {
		t.Fatal(err)
	}
	var all collection
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if all.Total != 2 || all.Items[0].Type != "Question" || all.Items[1].Type != "Note" || all.Items[1].Attributed != nil || all.Items[0].Published != read.Entries[0].Updated {
		t.Errorf("ActivityStreams is\n%s", text)
	}
}

// A feed of nothing is a feed.
func TestAnEmptyFeedIsAFeed(t *testing.T) {
	atom, err := Feed{Title: "x"}.Atom()
	if err != nil || !strings.Contains(string(atom), "<updated>1970-01-01T00:00:00Z</updated>") {
		t.Errorf("%v %s", err, atom)
	}
	text, err := Feed{}.ActivityStreams()
	if err != nil || !strings.Contains(string(text), `"orderedItems": []`) {
		t.Errorf("%v %s", err, text)
	}
}
