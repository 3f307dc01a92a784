package page

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sachant/sachant/api/address"
	"github.com/sachant/sachant/graph"
)

// asset returns the address of an embedded file, with its hash, so that it can be cached for ever.
func asset(files fs.FS, name string) (string, error) {
	data, err := fs.ReadFile(files, name)
	hash := sha256.Sum256(data)
	return "/" + name + "?v=" + hex.EncodeToString(hash[:4]), err
}

// Link returns the address of the page of a key, "" where its kind has none; of an edge, the page of the
// node that it leads to.
func Link(id any) string { return address.OfKey(graph.Key(PlainText(id))) }

// demoLink returns the address of the choice of a demonstration, which leads back to the page here.
func demoLink(here string) string {
	if strings.HasPrefix(here, "/demo") {
		return here
	}
	return "/demo?" + url.Values{"back": {here}}.Encode()
}

// webAddress returns an address that may be linked to, "" where it is not one of HTTP.
func webAddress(address any) string {
	parsed, err := url.Parse(PlainText(address))
	if err != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return ""
	}
	return parsed.String()
}

// FileOf returns the address of the page as a file of a kind.
func FileOf(here, kind string) string {
	address, err := url.Parse(here)
	if err != nil {
		return ""
	}
	address.Path += "." + kind
	return address.String()
}

// Parameter returns the address of a page with parameters changed, names and values in turn; an empty value takes one out.
func Parameter(here string, pairs ...string) string {
	return address.Parse(here).With(pairs...).String()
}

// Further returns the address of what follows in a list of so many members, of which a page shows some; "" at its end.
func Further(here string, total any, shown int) string {
	count, _ := Quantity(total)
	next, more := address.Parse(here).Further(count, shown)
	if !more {
		return ""
	}
	return next.String()
}

// telephone returns the digits of a telephone number, for a link that dials it.
func telephone(number any) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("+0123456789", r) {
			return r
		}
		return -1
	}, PlainText(number))
}

// searchLink returns the address of a search; pairs are parameters and values in turn. Empty values
// are left out.
func searchLink(words any, pairs ...any) string {
	query := url.Values{"q": {PlainText(words)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := PlainText(pairs[i+1]); value != "" {
			query.Set(PlainText(pairs[i]), value)
		}
	}
	return "/?" + query.Encode()
}

// gapsLink returns the address of the gaps of a unit, "" for one's own team, or of the people of one skill of it.
func gapsLink(unit, skill any) string {
	query := url.Values{}
	for name, value := range map[string]any{"unit": unit, "skill": skill} {
		if text := PlainText(value); text != "" {
			query.Set(name, text)
		}
	}
	return "/hr/gaps?" + query.Encode()
}

// nextPage returns the address of the next page of a list, "" on the last.
func nextPage(here string, info map[string]any, section string) string {
	if info["hasNextPage"] != true {
		return ""
	}
	address, err := url.Parse(here)
	if err != nil {
		return ""
	}
	query := address.Query()
	query.Set("after", PlainText(info["endCursor"]))
	address.RawQuery, address.Fragment = query.Encode(), section
	return address.String()
}

// anchor returns the id of the HTML element for a key.
func anchor(id any) string { return strings.ReplaceAll(PlainText(id), " ", "") }

// useful returns how many people found a contribution useful, "" where nobody did.
func (t *Translator) useful(likes any) (string, error) {
	if count, _ := Quantity(likes); count <= 0 {
		return "", nil
	}
	return t.Translate("contribution.likes", "count", likes)
}

// interview returns the label of an interview's type, "" where there is no interview.
func (t *Translator) interview(of any) string {
	fields, _ := of.(map[string]any)
	if fields["type"] == nil {
		return ""
	}
	return t.Label("interview", fields["type"])
}

// heldLevel returns the level of a declared skill beside the one required, as far as these are told; "" for others.
func (t *Translator) heldLevel(piece map[string]any) (string, error) {
	switch {
	case piece["level"] == nil:
		return "", nil
	case piece["required"] == nil:
		return t.Translate("level.of", "level", piece["level"])
	}
	return t.Translate("level.required", "level", piece["level"], "required", piece["required"])
}

// provenance returns the kind and the source of a piece of evidence. Of a follower it leaves the
// source out, which is always the follower.
func (t *Translator) provenance(piece map[string]any) template.HTML {
	kind := t.Label("evidence", piece["kind"])
	if piece["kind"] == "follow" {
		return isolated(kind)
	}
	return dots(kind, t.Label("source", piece["source"]))
}

// nameOf returns the name of a unit, site or community, "" where there is none.
func nameOf(node any) string {
	fields, isNode := node.(map[string]any)
	if !isNode {
		return PlainText(node)
	}
	return PlainText(fields["name"])
}

// dots joins texts and the names of nodes, empty ones left out: "Achats · Paris".
func dots(parts ...any) template.HTML {
	joined := template.HTML("")
	for _, part := range parts {
		if _, isMarkup := part.(template.HTML); !isMarkup {
			part = nameOf(part)
		}
		switch {
		case part == "" || part == template.HTML(""):
			continue
		case joined != "":
			joined += " · "
		}
		joined += isolated(part)
	}
	return joined
}

// unmarked returns a text for where its direction cannot be isolated, as in the title of a page.
func unmarked(text any) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, PlainText(text))
}

// breakable lets a line break after each part of a unit's path.
func breakable(path string) string { return strings.ReplaceAll(path, "/", "/\u200b") }

// tint returns a class of the style sheet that colours a person's initials; it has no meaning.
func tint(id any) string {
	hash := sha256.Sum256([]byte(PlainText(id)))
	return "c" + strconv.Itoa(int(hash[0])%6)
}

// Initials returns the first letters of the first and the last word of a name.
func Initials(name any) string {
	words := strings.FieldsFunc(PlainText(name), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	if len(words) == 0 {
		return "·"
	}
	letters := firstLetter(words[0])
	if len(words) > 1 {
		letters += firstLetter(words[len(words)-1])
	}
	return letters
}

func firstLetter(word string) string {
	letter, _ := utf8.DecodeRuneInString(strings.TrimLeft(word, "'’"))
	return string(unicode.ToUpper(letter))
}

// isProof reports whether evidence of a class is confirmed by somebody other than the person.
func isProof(class any) bool { return class == "demonstrated" || class == "validated" }

func isMe(id any, viewer map[string]any) bool {
	me, _ := viewer["person"].(map[string]any)
	return me != nil && me["id"] == id
}

// hasRole reports whether a viewer has a role, for a link to pages that others do not find.
func hasRole(viewer any, role string) bool {
	fields, _ := viewer.(map[string]any)
	roles, _ := fields["roles"].([]any)
	return slices.ContainsFunc(roles, func(one any) bool { return one == role })
}

// postData is a contribution, with what the viewer may do with it.
type postData struct {
	Item    map[string]any
	MayLike bool
	// MayWrite: the viewer has a page here, and may comment.
	MayWrite bool
	Back     string
	Nonce    string
}

// postOf lets a viewer like what somebody else wrote.
func postOf(item map[string]any, page Data) postData {
	viewer, _ := page.Data["viewer"].(map[string]any)
	author, _ := item["author"].(map[string]any)
	return postData{
		Item:     item,
		MayLike:  viewer["person"] != nil && !isMe(author["id"], viewer),
		MayWrite: viewer["person"] != nil && (item["type"] == "question" || item["type"] == "answer"),
		Back:     page.Here + "#" + anchor(item["id"]),
		Nonce:    page.Nonce,
	}
}

// declarationHistory is the current declaration of a skill, and those that it replaced, latest first.
type declarationHistory struct {
	Current  map[string]any
	Previous []map[string]any
}

// DeclarationHistories groups the declarations of a person by skill, or those of a skill by person;
// those of interviews apart from the person's own. The highest level comes first.
func DeclarationHistories(edges any, by string) []declarationHistory {
	var all []declarationHistory
	index := map[string]int{}
	for _, declaration := range latestDeclarationsFirst(edges) {
		other, _ := declaration[by].(map[string]any)
		key := PlainText(other["id"])
		if declaration["source"] == "self" {
			key += " self"
		}
		if at, ok := index[key]; ok {
			all[at].Previous = append(all[at].Previous, declaration)
			continue
		}
		index[key] = len(all)
		all = append(all, declarationHistory{Current: declaration})
	}
	slices.SortStableFunc(all, func(a, b declarationHistory) int { return -cmp.Compare(heldLevel(a), heldLevel(b)) })
	return all
}

func latestDeclarationsFirst(edges any) []map[string]any {
	var all []map[string]any
	for _, edge := range Objects(edges) {
		if declaration, ok := edge["node"].(map[string]any); ok {
			all = append(all, declaration)
		}
	}
	slices.SortStableFunc(all, func(a, b map[string]any) int {
		return -strings.Compare(PlainText(a["on"]), PlainText(b["on"]))
	})
	return all
}

func heldLevel(d declarationHistory) float64 {
	level, _ := Quantity(d.Current["held"])
	return level
}

// Converted returns a value in another form that has the same JSON, such as that of the answer of a query.
func Converted[T any](value any) (other T, err error) {
	text, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(text, &other)
	}
	return other, err
}
