package activity

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// objectVariants reads an object whose members have one of the forms that ActivityStreams allows and others write:
// lists of types, texts by language, addresses with their media type.
type objectVariants struct {
	*plainObject
	Type       words     `json:"type"`
	Name       words     `json:"name"`
	Summary    words     `json:"summary"`
	Content    words     `json:"content"`
	NameMap    languages `json:"nameMap"`
	SummaryMap languages `json:"summaryMap"`
	ContentMap languages `json:"contentMap"`
	URL        links     `json:"url"`
}

type plainObject object

func (o *object) unmarshal(data []byte) error {
	read := objectVariants{plainObject: (*plainObject)(o)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	o.Type = read.Type.known()
	o.Name = cmp.Or(read.Name.first(), read.NameMap.text())
	o.Summary = cmp.Or(read.Summary.first(), read.SummaryMap.text())
	o.Content = cmp.Or(read.Content.first(), read.ContentMap.text())
	o.URL = read.URL.page()
	return nil
}

// unmarshalList reads the first of a list, and keeps the others.
func (o *object) unmarshalList(data []byte) error {
	var list []*object
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(each *object) bool { return each == nil })
	if len(list) > 0 {
		*o = *list[0]
		o.Others = list[1:]
	}
	return nil
}

// activityVariants is likewise for an activity.
type activityVariants struct {
	*plainActivity
	Type words `json:"type"`
	Role words `json:"role"`
}

type plainActivity activity

func (a *activity) unmarshal(data []byte) error {
	read := activityVariants{plainActivity: (*plainActivity)(a)}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	a.Type, a.Role = read.Type.known(), read.Role.first()
	return nil
}

// words are a text, or a list of texts; what is neither says nothing.
type words []string

// UnmarshalJSON implements [json.Unmarshaler].
func (w *words) UnmarshalJSON(data []byte) error {
	*w = nil
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		list = []json.RawMessage{data}
	}
	for _, each := range list {
		text := ""
		if json.Unmarshal(each, &text) == nil && text != "" {
			*w = append(*w, text)
		}
	}
	return nil
}

func (w words) first() string {
	if len(w) == 0 {
		return ""
	}
	return w[0]
}

// known returns the first type that is read, else the first; "as:Like" is "Like".
func (w words) known() string {
	short := make(words, len(w))
	for i, word := range w {
		short[i] = shortType(word)
	}
	if i := slices.IndexFunc(short, isRead); i >= 0 {
		return short[i]
	}
	return short.first()
}

// shortType returns a type without its namespace.
func shortType(word string) string {
	return strings.TrimPrefix(word[strings.LastIndexByte(word, '#')+1:], "as:")
}

// isRead reports whether a type of activity or object is one that is read.
func isRead(word string) bool {
	return slices.Contains(activityTypes(), word) || contributionType(word) != "" || word == objectGroup || word == objectPerson
}

// languages are texts by language.
type languages map[string]words

// UnmarshalJSON implements [json.Unmarshaler]; what is no map says nothing.
func (l *languages) UnmarshalJSON(data []byte) error {
	texts := map[string]words{}
	_ = json.Unmarshal(data, &texts)
	*l = texts
	return nil
}

// text returns the text in French, else in English, else in the first language.
func (l languages) text() string {
	return cmp.Or(l["fr"].first(), l["en"].first(), firstOf(l))
}

func firstOf(l languages) string {
	for _, language := range slices.Sorted(maps.Keys(l)) {
		if text := l[language].first(); text != "" {
			return text
		}
	}
	return ""
}

// links are addresses, or links with an address.
type links []link

type link struct{ Href, MediaType string }

// UnmarshalJSON implements [json.Unmarshaler]; what is no link leads nowhere.
func (l *links) UnmarshalJSON(data []byte) error {
	*l = nil
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		list = []json.RawMessage{data}
	}
	for _, each := range list {
		var found link
		if json.Unmarshal(each, &found.Href) != nil {
			_ = json.Unmarshal(each, &found)
		}
		if found.Href != "" {
			*l = append(*l, found)
		}
	}
	return nil
}

// page returns the address of a page, else the first one.
func (l links) page() string {
	for _, isPage := range []func(link) bool{
		func(each link) bool { return strings.HasPrefix(each.MediaType, "text/html") }, func(link) bool { return true },
	} {
		for _, each := range l {
			if isPage(each) && isAddress(each.Href) {
				return each.Href
			}
		}
	}
	if len(l) > 0 {
		return l[0].Href
	}
	return ""
}

// isAddress allows only addresses of pages, so that a link runs nothing.
func isAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http")
}

// mailAddress returns the address in the id of an actor, "mailto:zoe@exemple.fr" or "acct:zoe@exemple.fr".
func mailAddress(id string) (address string, ok bool) {
	scheme, rest, _ := strings.Cut(id, ":")
	if scheme = strings.ToLower(scheme); scheme != "mailto" && scheme != "acct" {
		return "", false
	}
	rest, _, _ = strings.Cut(rest, "?")
	address, err := url.PathUnescape(strings.TrimPrefix(rest, "@"))
	return address, err == nil && strings.Contains(address, "@")
}

// apart returns the activities of a line besides the first one, where it has several actors or objects. Of what
// several people wrote together there is one, with all authors.
func (a *activity) apart() []activity {
	if a.Object.Others == nil && (a.Actor == nil || a.Actor.Others == nil) {
		return nil
	}
	objects := append([]*object{a.Object}, a.Object.Others...)
	actors := []*object{a.Actor}
	if a.Actor != nil && a.Type != typeCreate && a.Type != typeUpdate {
		actors = append(actors, a.Actor.Others...)
	}
	if len(objects)*len(actors) == 1 {
		return nil
	}
	var all []activity
	for _, actor := range actors {
		for _, object := range objects {
			one := *a
			one.Actor, one.Object = actor, object
			all = append(all, one)
		}
	}
	return all[1:]
}

// checkLists refuses lists where only one thing is understood.
func (a activity) checkLists() error {
	for _, each := range []*object{a.Object.Actor, a.Object.Object} {
		if each != nil && len(each.Others) > 0 {
			return fmt.Errorf("a list of %d stands where one is expected", 1+len(each.Others))
		}
	}
	return nil
}

// unread is the type of an activity or object of ActivityStreams that is no matter of this package, and counted.
type unread string

func (u unread) Error() string { return "of the type " + string(u) + ", which is not read" }

func isUnread(err error) bool {
	kind := unread("")
	return errors.As(err, &kind)
}

// unreadActivity returns an [unread] for activities that change nothing of what is read. Others that are not known
// may take something back, or are mistyped.
func (a activity) unreadActivity() error {
	switch a.Type {
	case "Announce", "Arrive", "Dislike", "Flag", "Ignore", "Invite", "Listen", "Offer", "Question", "Read", "Reject", "TentativeAccept",
		"TentativeReject", "Travel", "View":
		if a.Object.Type != objectGroup && a.Object.Type != typeJoin && a.Object.Secret == secrecyUnsaid {
			return unread(a.Type)
		}
	}
	return nil
}

func (a activity) unreadObject() error {
	switch a.Object.Type {
	case "Audio", "Document", "Event", "Image", "Place", "Profile", "Relationship", "Video":
		return unread(a.Object.Type)
	}
	return nil
}
