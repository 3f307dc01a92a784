package activity

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/activity/plaintext"
)

// The types of activities and of objects that are read, in the words of ActivityStreams 2.0;
// Answer is ours.
const (
	typeCreate = "Create"
	typeUpdate = "Update"
	typeLike   = "Like"
	typeFollow = "Follow"
	typeJoin   = "Join"
	typeLeave  = "Leave"
	typeAccept = "Accept"
	typeUndo   = "Undo"
	typeDelete = "Delete"

	objectGroup    = "Group"
	objectQuestion = "Question"
	objectAnswer   = "Answer"
	objectNote     = "Note"
	objectArticle  = "Article"
	objectPage     = "Page"
	objectPerson   = "Person"
)

func activityTypes() []string {
	return []string{typeCreate, typeUpdate, typeLike, typeFollow, typeJoin, typeLeave, typeAccept, typeUndo, typeDelete}
}

// contributionType returns the type of contribution that an object's type stands for, or "".
func contributionType(object string) string {
	switch object {
	case objectQuestion:
		return graph.TypeQuestion
	case objectAnswer:
		return graph.TypeAnswer
	case objectNote:
		return graph.TypeNote
	case objectArticle, objectPage:
		return graph.TypeArticle
	}
	return ""
}

// activity is one line.
type activity struct {
	Type      string  `json:"type"`
	ID        string  `json:"id"`
	Actor     *object `json:"actor"`
	Published string  `json:"published"`
	Object    *object `json:"object"`
	Role      string  `json:"role"`
	InReplyTo *object `json:"inReplyTo"`
	marks
	// Recipients are those of the activity; its object may have more.
	Recipients recipients `json:"-"`
	at         time.Time
	// made is what a Create makes of its object, once it was composed.
	made graph.Contribution
	// digest tells a repeated Create from one with other content.
	digest digest
}

// digest is half of a SHA-256: enough to distinguish millions of lines, in half the memory.
type digest [sha256.Size / 2]byte

// object is an ActivityStreams object or actor: an id alone, or its description.
type object struct {
	Type       string     `json:"type"`
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Summary    string     `json:"summary"`
	Content    string     `json:"content"`
	MediaType  string     `json:"mediaType"`
	URL        string     `json:"url"`
	Published  string     `json:"published"`
	Updated    string     `json:"updated"`
	InReplyTo  *object    `json:"inReplyTo"`
	Tag        tags       `json:"tag"`
	Recipients recipients `json:"-"`
	marks
	// Actor and Object are those of an undone activity.
	Actor  *object `json:"actor"`
	Object *object `json:"object"`
	// AttributedTo wrote it, where the activity has no actor.
	AttributedTo *object `json:"attributedTo"`
	// Others are those after the first one of a list.
	Others []*object `json:"-"`
}

// UnmarshalJSON reads an id, an object, or a list of one of these.
func (o *object) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '"':
		return json.Unmarshal(data, &o.ID)
	case '[':
		return o.unmarshalList(data)
	}
	if err := o.unmarshal(data); err != nil {
		return err
	}
	o.Secret = o.secrecy()
	found, err := readRecipients(data)
	o.Recipients = append(o.Recipients, found...)
	return err
}

// UnmarshalJSON reads an activity.
func (a *activity) UnmarshalJSON(data []byte) error {
	if err := a.unmarshal(data); err != nil {
		return err
	}
	found, err := readRecipients(data)
	a.Recipients = append(a.Recipients, found...)
	return err
}

// idOrEmpty returns the id of an object that may be missing.
func (o *object) idOrEmpty() string {
	if o == nil {
		return ""
	}
	return o.ID
}

// tags are the texts of tags without "#"; a mention of somebody is no tag.
type tags []string

// UnmarshalJSON reads texts and objects with a name, one or a list.
func (t *tags) UnmarshalJSON(data []byte) error {
	if data[0] == '[' {
		var list []json.RawMessage
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		for _, each := range list {
			t.add(each)
		}
		return nil
	}
	t.add(data)
	return nil
}

// unreadTag stands for a tag that is not understood.
const unreadTag = ""

func (t *tags) add(data []byte) {
	var tag struct{ Type, Name string }
	target := any(&tag)
	if data[0] == '"' {
		target = &tag.Name
	}
	switch err := json.Unmarshal(data, target); {
	case err != nil:
		*t = append(*t, unreadTag)
	case tag.Type != "Mention":
		t.note(tag.Name)
	}
}

func (t *tags) note(name string) {
	if name = plaintext.OneLine(strings.TrimLeft(strings.TrimSpace(name), "#")); name != "" {
		*t = append(*t, name)
	}
}

// parse reads a line into an empty activity, or returns what is wrong with it.
func (a *activity) parse(line []byte) error {
	if err := a.read(line); err != nil {
		return invalidLine{err, doubtfulWords(line)}
	}
	return a.validate(line)
}

// invalidLine is what is wrong with a line, and the words of it that may say who sees something.
type invalidLine struct {
	error
	words []string
}

func (a *activity) read(line []byte) error {
	if !utf8.Valid(line) {
		return errors.New("the line is not UTF-8")
	}
	if a.parseFast(line) {
		return nil
	}
	*a = activity{}
	return jsonCause(json.Unmarshal(canonicalNames(bytes.Map(blankControl, line)), a))
}

// blankControl makes blanks of control characters, which JSON does not allow.
func blankControl(r rune) rune {
	if r < ' ' {
		return ' '
	}
	return r
}

// validate completes an activity of a line and returns what is wrong with it.
func (a *activity) validate(line []byte) error {
	err := a.complete(line)
	if err != nil && !isUnread(err) {
		return invalidLine{err, doubtfulWords(line)}
	}
	return err
}

func (a *activity) complete(line []byte) error {
	a.Type = shortType(a.Type)
	if a.Object != nil {
		a.Object.Type = shortType(a.Object.Type)
	}
	if a.Type == typeCreate || a.Type == typeUpdate {
		digested := sha256.Sum256(line)
		a.digest = digest(digested[:len(a.digest)])
	}
	if a.Object.idOrEmpty() == "" && (a.Type != typeUndo || a.Object == nil) {
		return errors.New(`"object" has no id`)
	}
	a.spread()
	if a.Actor == nil && a.digest != (digest{}) {
		a.Actor = a.Object.AttributedTo
	}
	var err error
	if a.at, err = a.time(); err != nil {
		return err
	}
	return cmp.Or(a.checkLists(), a.check())
}

// spread applies what stands on the activity to its objects: that they are secret, and what they reply to.
func (a *activity) spread() {
	for _, each := range append([]*object{a.Object}, a.Object.Others...) {
		if said := a.secrecy(); said.isSecret() && (a.digest != digest{} || each.Type == objectGroup) {
			each.Secret = max(each.Secret, said)
		}
		if a.InReplyTo == nil {
			continue
		}
		if each.InReplyTo != nil {
			each.InReplyTo.Others = append(each.InReplyTo.Others, append(a.InReplyTo.Others, a.InReplyTo)...)
		} else {
			each.InReplyTo = a.InReplyTo
		}
	}
}

// jsonCause describes an error in the terms of JSON, not of Go.
func jsonCause(err error) error {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		if wrong.Field == "" {
			return fmt.Errorf("a %s stands where an object or an id is expected", wrong.Value)
		}
		member := strings.NewReplacer("plainActivity.", "", "plainObject.", "").Replace(wrong.Field) // names of Go
		return fmt.Errorf("%q is a %s, which cannot stand there", member, wrong.Value)
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return fmt.Errorf("the line is not one JSON object: %w at byte %d", err, syntax.Offset)
	}
	return err
}

func (a activity) time() (time.Time, error) {
	text := cmp.Or(a.Published, a.Object.Published)
	if a.Object.Type == objectGroup {
		text = cmp.Or(a.Object.Updated, text)
	}
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.IsZero() {
		return time.Time{}, fmt.Errorf(`"published" is %q, not a time such as 2026-01-14T09:30:00Z`, text)
	}
	return at.UTC(), nil
}

func (a activity) check() error {
	switch a.Type {
	case typeCreate, typeUpdate:
		return a.checkCreate()
	case typeLike:
		if a.at.IsZero() {
			return errors.New(`"published" is missing: a like needs its time`)
		}
	case typeFollow:
		if a.Object.Type == objectGroup {
			return errors.New("people are followed, not groups: say Join")
		}
		if a.Object.ID == a.Actor.idOrEmpty() {
			return errors.New("somebody follows themselves")
		}
	case typeUndo:
		if err := a.checkUndo(); err != nil {
			return err
		}
	case typeDelete:
		return a.checkDelete()
	case typeJoin, typeLeave, typeAccept:
	default:
		return cmp.Or(a.unreadActivity(), fmt.Errorf("%q is not an activity that is known: %s", a.Type, strings.Join(activityTypes(), ", ")))
	}
	if a.Actor.idOrEmpty() == "" {
		return errors.New(`"actor" has no id`)
	}
	return nil
}

func (a activity) checkCreate() error {
	if a.Object.Type == objectGroup {
		if graph.IsLongLabel(a.Object.Name) {
			return fmt.Errorf("the name of the group is longer than %d characters", graph.MaxLabel)
		}
		return nil
	}
	switch {
	case contributionType(a.Object.Type) == "":
		return cmp.Or(a.unreadObject(), fmt.Errorf("%q is not an object that can be created: %s", a.Object.Type,
			strings.Join([]string{objectQuestion, objectAnswer, objectNote, objectArticle, objectPage, objectGroup}, ", ")))
	case a.Object.InReplyTo != nil && a.Object.InReplyTo.ID == "" && a.Object.Type != objectAnswer:
		return errors.New(`"inReplyTo" has no id`)
	case a.at.IsZero():
		return errors.New(`"published" is missing: what somebody wrote needs its time`)
	case a.Object.Type == objectAnswer && a.Object.InReplyTo.idOrEmpty() == "":
		return errors.New(`"inReplyTo" is missing: an answer needs its question`)
	case plaintext.IsBlank(a.Object.Name) && plaintext.IsBlank(a.Object.Content):
		return errors.New(`there is neither "name" nor "content"`)
	}
	return nil
}

// checkUndo checks that an activity is undone, by its own id or by what it was.
func (a activity) checkUndo() error {
	what := a.Object
	if what.Type == "" && what.ID != "" {
		return nil
	}
	switch what.Type {
	case typeLike, typeFollow, typeJoin, typeAccept:
	case typeCreate:
		return errors.New("what somebody wrote is not undone: say Delete")
	default:
		return fmt.Errorf("%q is not an activity that can be undone: %s", what.Type,
			strings.Join([]string{typeLike, typeFollow, typeJoin, typeAccept}, ", "))
	}
	if what.ID == "" && what.Object.idOrEmpty() == "" {
		return errors.New(`the undone activity has neither "id" nor "object"`)
	}
	if who := what.Actor.idOrEmpty(); who != "" && who != a.Actor.idOrEmpty() {
		return fmt.Errorf("%q undoes what %q did: nobody undoes what somebody else did", a.Actor.idOrEmpty(), who)
	}
	return nil
}

func (a activity) checkDelete() error {
	switch a.Object.Type {
	case "", "Tombstone", objectQuestion, objectAnswer, objectNote, objectArticle, objectPage:
		return nil
	}
	return fmt.Errorf("%q is not deleted by a line: only what somebody wrote is", a.Object.Type)
}

// compose makes the contribution of a Create or an Update.
func (a *activity) compose() {
	if a.digest == (digest{}) || a.Object.Type == objectGroup {
		return
	}
	a.made = graph.Contribution{
		Type:        contributionType(a.Object.Type),
		Title:       graph.CutLabel(plaintext.OneLine(a.Object.Name)),
		PublishedAt: a.at,
		Content:     plaintext.OfContent(a.Object.Content, a.Object.MediaType),
	}
	if isAddress(a.Object.URL) {
		a.made.URL = a.Object.URL
	}
}
