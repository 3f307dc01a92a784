package graph

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// rekeyActor is who commits what [Rekey] changes.
const rekeyActor = "migration"

// rekeyChunk is how many edges are moved in one commit.
const rekeyChunk = 10_000

// Rekey gives the nodes of a store that were keyed by their labels before [Slug] hashed what it cannot spell the
// keys of today, and cuts labels longer than [MaxLabel]. Things that had one key by then stay one, with the label
// that came first, until the next import. Where Rekey ended early, it can begin again.
func Rekey(ctx context.Context, store Store) error {
	var moves [][2]Fact
	_, err := store.Scan(ctx, Whole, func(was Fact) error {
		if is := rekeyed(was); !reflect.DeepEqual(is, was) {
			moves = append(moves, [2]Fact{was, is})
		}
		return nil
	}, KindUnit, KindSite, KindSkill, KindCommunity)
	for _, move := range moves {
		if err == nil {
			err = moveNode(ctx, store, move[0], move[1])
		}
	}
	if err != nil {
		return fmt.Errorf("give what is keyed by its label the key of today: %w", err)
	}
	return nil
}

// rekeyed returns a node with the key and the labels of today.
func rekeyed(node Fact) Fact {
	var labels []string
	node.Value = mapLabels(node.Value, func(label string) string {
		labels = append(labels, CutLabel(label))
		return CutLabel(label)
	})
	kind, id := node.Key.Kind(), node.Key.ID()
	for _, label := range labels {
		former, slug := formerSlug(label), Slug(label)
		hashed := former == "" && (kind == KindUnit || kind == KindSite) // by a Namer
		if label != "" && slug != "" && (former == id || hashed) {
			node.Key = NodeKey(kind, slug)
			break
		}
	}
	return node
}

// formerSlug is [Slug] as it was.
func formerSlug(label string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(label)) {
		letters := ""
		if strings.ContainsRune("œæßøł", r) {
			letters = ligature(r)
		}
		switch {
		case unicode.Is(unicode.Mn, r):
		case letters != "" || isSpelled(r):
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			gap = false
			out.WriteString(cmp.Or(letters, string(r)))
		default:
			gap = true
		}
	}
	slug := out.String()
	return strings.Trim(slug[:min(len(slug), maxSlug)], "-")
}

// moveNode puts a node under its key of today, with its edges, all of which lead to it. What is there already stays.
func moveNode(ctx context.Context, store Store, was, is Fact) error {
	if was.Key == is.Key {
		_, err := store.Commit(ctx, Tx{Actor: rekeyActor, Put: []Fact{is}})
		return err
	}
	edges, err := store.Edges(ctx, []Key{was.Key}, Into)
	if err != nil {
		return err
	}
	for i, edge := range edges {
		edges[i].Key = EdgeKey(edge.From(), edge.Key.Kind(), edge.Key.Tag(), is.Key)
	}
	for chunk := range slices.Chunk(append([]Fact{is}, edges...), rekeyChunk) {
		keys := make([]Key, len(chunk))
		for i, fact := range chunk {
			keys[i] = fact.Key
		}
		there, err := store.Facts(ctx, Brief, keys...)
		if err != nil {
			return err
		}
		known := ByKey(there)
		fresh := slices.DeleteFunc(chunk, func(fact Fact) bool { return known[fact.Key].Value != nil })
		if _, err := store.Commit(ctx, Tx{Actor: rekeyActor, Put: fresh}); err != nil {
			return err
		}
	}
	_, err = store.Commit(ctx, Tx{Actor: rekeyActor, Delete: []Key{was.Key}})
	return err
}

// MaxLabel is the length of the longest label of a skill, or name of a unit, site or community, in characters: more
// than the longest of the usual lists of skills.
const MaxLabel = 500

// LongLabel returns the first label of a value that is longer than [MaxLabel], "" where there is none.
func LongLabel(value Value) (long string) {
	mapLabels(value, func(label string) string {
		if long == "" && IsLongLabel(label) {
			long = label
		}
		return label
	})
	return long
}

// IsLongLabel reports whether a label is longer than [MaxLabel].
func IsLongLabel(label string) bool {
	return len(label) > MaxLabel && utf8.RuneCountInString(label) > MaxLabel
}

// CutLabel returns a label of at most [MaxLabel] characters; what is cut ends in an ellipsis.
func CutLabel(label string) string {
	if IsLongLabel(label) {
		return string([]rune(label)[:MaxLabel-1]) + "…"
	}
	return label
}

// mapLabels returns a value with its labels changed.
func mapLabels(value Value, change func(string) string) Value {
	switch v := value.(type) {
	case Unit:
		v.Name = change(v.Name)
		return v
	case Site:
		v.Name = change(v.Name)
		return v
	case Community:
		v.Name = change(v.Name)
		return v
	case Skill:
		v.Notation, v.PrefLabel = change(v.Notation), change(v.PrefLabel)
		alternative := v.AltLabel
		v.AltLabel = nil
		for _, label := range alternative {
			v.AltLabel = append(v.AltLabel, change(label))
		}
		return v
	}
	return value
}
