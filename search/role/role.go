// Package role finds the role of the post that people hold, by the words in which a source names the post.
//
// The directory's title decides where it names a role, else what HR's file says: the code of the post, then its words. A
// company's own roles go before those of published vocabularies. Words name a role where they are its preferred label, else
// another of its labels, whatever the gender, the number and the accents ("Acheteuse", "Acheteur / Acheteuse"); where
// several roles are meant, none is: nothing is guessed. All of it follows from what the graph holds, so that [Read] can be
// called again after any change.
package role

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Index finds roles by words and codes.
type Index struct {
	labels map[string]named
	codes  map[string]named
}

// named is the best role of a key; several where others are as good.
type named struct {
	role    graph.Key
	rank    int
	several bool
}

// NewIndex returns an index of roles. Those that are deprecated are left out.
func NewIndex(roles []graph.Fact) *Index {
	x := &Index{labels: map[string]named{}, codes: map[string]named{}}
	for _, fact := range roles {
		role, is := fact.Value.(graph.Role)
		if !is || role.Deprecated {
			continue
		}
		scheme := 2 * rankOf(role.InScheme)
		if code := graph.Slug(role.Notation); code != "" {
			note(x.codes, code, fact.Key, scheme)
		}
		for _, label := range role.PrefLabel {
			x.note(label, fact.Key, scheme)
		}
		for _, label := range slices.Concat(role.AltLabel, role.HiddenLabel) {
			x.note(label, fact.Key, scheme+1)
		}
	}
	return x
}

func (x *Index) note(label graph.Literal, role graph.Key, rank int) {
	for _, key := range keysOf(label.Text()) {
		note(x.labels, key, role, rank)
	}
}

func note(all map[string]named, key string, role graph.Key, rank int) {
	known, has := all[key]
	switch {
	case !has || rank < known.rank:
		all[key] = named{role, rank, false}
	case rank == known.rank && known.role != role:
		known.several = true
		all[key] = known
	}
}

// rankOf orders schemes: the company's own first, ESCO last.
func rankOf(scheme string) int {
	switch {
	case scheme == "":
		return 0
	case strings.HasPrefix(scheme, "rome"):
		return 2
	case strings.HasPrefix(scheme, "esco"):
		return 3
	}
	return 1
}

// Empty reports whether there are no roles.
func (x *Index) Empty() bool { return len(x.labels)+len(x.codes) == 0 }

// ByTitle returns the role that a title names, "" where it names none, or several.
func (x *Index) ByTitle(title string) graph.Key {
	var found []named
	for _, key := range keysOf(title) {
		if one, has := x.labels[key]; has {
			found = append(found, one)
		}
	}
	if len(found) == 0 {
		return ""
	}
	best := slices.MinFunc(found, func(a, b named) int { return cmp.Compare(a.rank, b.rank) })
	for _, one := range found {
		if one.several && one.rank == best.rank || one.rank == best.rank && one.role != best.role {
			return ""
		}
	}
	return best.role
}

// ByCode returns the role of a code, "" where there is none, or several.
func (x *Index) ByCode(code string) graph.Key {
	if found := x.codes[graph.Slug(code)]; !found.several {
		return found.role
	}
	return ""
}

// Post is how sources name the post of a person.
type Post struct {
	// Source is that of the title; JobSource is HR's, and JobTitle and JobCodes what it says.
	Source, Title       string
	JobSource, JobTitle string
	JobCodes            []string
}

// Held returns the role of a post, the words or code that it was found by, and the source of these; "" where there is none.
func (x *Index) Held(post Post) (role graph.Key, words, source string) {
	return x.held(post, x.ByTitle)
}

func (x *Index) held(post Post, byTitle func(string) graph.Key) (role graph.Key, words, source string) {
	if post.Source != post.JobSource {
		if role := byTitle(post.Title); role != "" {
			return role, post.Title, post.Source
		}
	}
	for _, code := range post.JobCodes {
		if role := x.ByCode(code); role != "" {
			return role, code, post.JobSource
		}
	}
	if role := byTitle(post.JobTitle); role != "" {
		return role, post.JobTitle, post.JobSource
	}
	return "", "", ""
}

// Change is what has to be put and deleted so that people hold the roles of their posts.
type Change struct {
	Put    []graph.Fact
	Delete []graph.Key
}

// Read returns what has to change in a graph.
func Read(ctx context.Context, reader graph.Reader) (Change, error) {
	var roles, held []graph.Fact
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		if fact.Key.Kind() == graph.KindRole {
			roles = append(roles, fact)
		} else {
			held = append(held, fact)
		}
		return nil
	}, graph.KindRole, graph.KindHoldsRole)
	if err != nil {
		return Change{}, fmt.Errorf("read the roles: %w", err)
	}
	index := NewIndex(roles)
	if index.Empty() {
		return Change{}, nil // with the roles went who held them
	}
	posts, err := readPosts(ctx, reader)
	if err != nil {
		return Change{}, fmt.Errorf("read the posts of people: %w", err)
	}
	return index.change(posts, held), nil
}

func (x *Index) change(posts map[graph.Key]Post, held []graph.Fact) (change Change) {
	wanted, known := map[graph.Key]graph.Fact{}, map[string]graph.Key{}
	byTitle := func(title string) graph.Key { // of which many have the same
		role, has := known[title]
		if !has {
			role = x.ByTitle(title)
			known[title] = role
		}
		return role
	}
	for person, post := range posts {
		if role, words, source := x.held(post, byTitle); role != "" {
			edge := graph.Edge(person, "", role, source, graph.HoldsRole{Title: words})
			wanted[edge.Key] = edge
		}
	}
	for _, edge := range held {
		want, has := wanted[edge.Key]
		switch {
		case !has:
			change.Delete = append(change.Delete, edge.Key)
		case want.Origin == edge.Origin && want.Value == edge.Value:
			delete(wanted, edge.Key)
		}
	}
	for _, edge := range wanted {
		change.Put = append(change.Put, edge)
	}
	slices.SortFunc(change.Put, func(a, b graph.Fact) int { return cmp.Compare(a.Key, b.Key) })
	return change
}

// readPosts returns the posts of the people who are there, in one scan.
func readPosts(ctx context.Context, reader graph.Reader) (map[graph.Key]Post, error) {
	posts, accounts := map[graph.Key]Post{}, map[graph.Key]graph.Account{}
	var owners []graph.Key
	_, err := reader.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Person:
			if !value.Absent {
				posts[fact.Key] = Post{Source: fact.Origin, Title: value.Title}
			}
		case graph.Account:
			if value.Fallback && !value.Absent {
				accounts[fact.Key] = value
			}
		case graph.Is:
			owners = append(owners, fact.Key)
		}
		return nil
	}, graph.KindPerson, graph.KindAccount, graph.KindIs)
	for _, edge := range owners {
		from, person := edge.Ends()
		account, isHR := accounts[from]
		post, present := posts[person]
		if isHR && present {
			post.JobSource, post.JobTitle, post.JobCodes = account.Source, account.Title, account.JobCodes
			if post.JobTitle == "" && post.Source == post.JobSource {
				post.JobTitle = post.Title
			}
			posts[person] = post
		}
	}
	return posts, err
}
