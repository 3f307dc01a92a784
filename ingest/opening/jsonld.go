package opening

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

// maxJSON is the greatest length of a file of postings, in bytes: to read one that was made to exhaust memory takes 40 times
// as much.
const maxJSON = 16 << 20

// readJSON reads postings of schema.org: one, a list of them, or a graph of JSON-LD that holds some.
func (r Reader) readJSON(ctx context.Context, into *postings) error {
	file, err := os.Open(r.Path)
	if err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxJSON+1))
	switch {
	case err != nil:
		return fmt.Errorf("cannot be read: %w", err)
	case len(content) > maxJSON:
		return fmt.Errorf("is longer than %d MB", maxJSON>>20)
	}
	var whole any
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\uFEFF")), &whole); err != nil {
		return fmt.Errorf("is no JSON: %w", err)
	}
	found := appendPostings(nil, whole)
	if len(found) == 0 {
		return errors.New("holds no JobPosting of schema.org")
	}
	for i, each := range found {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		into.sink.Read("posting", 1)
		where := ingest.Where{File: r.Path, Column: fmt.Sprintf("JobPosting %d", i+1)}
		one, err := r.jobPosting(each)
		if err != nil {
			into.sink.Reject(where, err.Error())
			continue
		}
		one.where = where
		for k := range one.demands {
			one.demands[k].where = where
		}
		into.add(one)
	}
	return nil
}

// appendPostings appends the postings in a document, in its order.
func appendPostings(found []map[string]any, value any) []map[string]any {
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			found = appendPostings(found, each)
		}
	case map[string]any:
		if slices.ContainsFunc(texts(value["@type"]), func(name string) bool { return strings.HasSuffix(name, "JobPosting") }) {
			return append(found, value)
		}
		for _, name := range []string{"@graph", "itemListElement", "item", "mainEntity"} {
			found = appendPostings(found, value[name])
		}
	}
	return found
}

// jobPosting returns what a posting says.
func (r Reader) jobPosting(of map[string]any) (posting, error) {
	opening := graph.Opening{
		Reference: first(of["identifier"], "value", "name", "@id"), Title: cmp.Or(first(of["title"]), first(of["name"])),
		Contract: strings.Join(texts(of["employmentType"]), ", "), Description: plainText(first(of["description"])),
		Contact: contact(of["applicationContact"]), State: graph.OpeningOpen,
	}
	opening.Reference = cmp.Or(opening.Reference, first(of["@id"]), first(of["url"]))
	opening.Mission, opening.Mentoring = moveOf(opening.Contract)
	out := posting{Opening: opening, site: place(of["jobLocation"]), unit: first(of["employmentUnit"], "name")}
	out.unit = cmp.Or(out.unit, first(part(of["hiringOrganization"], "department"), "name"))
	out.rome = cmp.Or(first(of["occupationalCategory"], "codeValue", "termCode"), first(part(of["relevantOccupation"], "occupationalCategory"), "codeValue", "termCode"))
	out.role = first(of["relevantOccupation"], "name")
	for _, each := range []struct {
		name string
		into *graph.Date
	}{{"datePosted", &out.PostedOn}, {"validThrough", &out.ClosesOn}, {"jobStartDate", &out.StartsOn}} {
		day, err := table.ParseDate(first(of[each.name]))
		if err != nil && each.name != "jobStartDate" { // a text, such as "as soon as possible", is allowed there
			return posting{}, fmt.Errorf("%s: %w", each.name, err)
		}
		*each.into = day
	}
	if err := out.checkTexts(); err != nil {
		return posting{}, err
	}
	skills := texts(of["skills"], "name", "termCode")
	if len(skills) == 1 {
		skills = table.Values(skills[0])
	}
	for _, text := range skills {
		one, err := demandOf(text, r.Scale)
		if err != nil {
			return posting{}, fmt.Errorf("skills: %w", err)
		}
		one.Must = true
		out.demands = append(out.demands, one)
	}
	return out, nil
}

// checkTexts refuses texts that are longer than what they are for, or damaged.
func (p *posting) checkTexts() error {
	for _, text := range []string{p.Reference, p.Title, p.Contract, p.Contact, p.site, p.unit, p.role, p.rome} {
		if graph.IsLongLabel(text) {
			return fmt.Errorf("%.40q... is longer than %d characters", text, graph.MaxLabel)
		}
	}
	if strings.ContainsRune(p.Reference+p.Title+p.Contract+p.Contact+p.site+p.unit+p.role+p.rome+p.Description, utf8.RuneError) {
		return errors.New("holds bytes that are no text in the encoding of the file, or too many")
	}
	if len(p.Description) > maxDescription {
		return fmt.Errorf("the description is longer than %d bytes", maxDescription)
	}
	return nil
}

// texts returns the texts of a value: itself, those of a list, or of an object the first of some properties.
func texts(value any, names ...string) []string {
	return appendTexts(nil, value, append(names, "@value"))
}

func appendTexts(found []string, value any, names []string) []string {
	switch value := value.(type) {
	case string:
		if text := table.Clean(table.Normalize(value)); text != "" {
			found = append(found, text)
		}
	case []any:
		for _, each := range value {
			found = appendTexts(found, each, names)
		}
	case map[string]any:
		for _, name := range names {
			if text := first(value[name]); text != "" {
				return append(found, text)
			}
		}
	}
	return found
}

func first(value any, names ...string) string {
	if found := texts(value, names...); len(found) > 0 {
		return found[0]
	}
	return ""
}

// part returns a property of an object, or of the first of a list.
func part(value any, name string) any {
	if list, is := value.([]any); is && len(list) > 0 {
		value = list[0]
	}
	object, _ := value.(map[string]any)
	return object[name]
}

// place returns the name of a workplace, else its town.
func place(location any) string {
	return cmp.Or(first(part(location, "name")), first(part(part(location, "address"), "addressLocality")), first(location))
}

func contact(point any) string {
	return strings.Join(slices.DeleteFunc([]string{first(part(point, "name")), first(part(point, "email")), first(part(point, "telephone")), first(point)},
		func(text string) bool { return text == "" }), ", ")
}

var (
	breaks = regexp.MustCompile(`(?i)<(br|/p|/li|/h\d|/div)[^>]*>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
)

// plainText returns a description, which may be HTML, as text.
func plainText(text string) string {
	text = html.UnescapeString(tags.ReplaceAllString(breaks.ReplaceAllString(text, "\n"), ""))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
