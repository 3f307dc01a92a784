package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind is the kind of a fact: "person", "declares".
type Kind string

// Key names one fact. A node is "kind/id". An edge is "from -kind-> to", or
// "from -kind[tag]-> to" where the same two ends may be joined more than once.
// Keys compare bytewise, so the edges that leave a node follow it at once.
type Key string

// NodeKey returns the key of a node.
func NodeKey(kind Kind, id string) Key { return Key(string(kind) + "/" + id) }

// EdgeKey returns the key of an edge; tag may be empty.
func EdgeKey(from Key, kind Kind, tag string, to Key) Key {
	if tag != "" {
		tag = "[" + tag + "]"
	}
	return Key(string(from) + " -" + string(kind) + tag + "-> " + string(to))
}

// IsEdge reports whether the key names an edge.
func (k Key) IsEdge() bool { return strings.Contains(string(k), " -") }

// Kind returns the kind in the key, "" where the key is malformed.
func (k Key) Kind() Kind {
	if parts, ok := k.parts(); ok {
		return parts.kind
	}
	kind, _, _ := strings.Cut(string(k), "/")
	return Kind(kind)
}

// ID returns the part of a node's key after the kind.
func (k Key) ID() string {
	_, id, _ := strings.Cut(string(k), "/")
	return id
}

// Ends returns the nodes that an edge joins, both empty for a node.
func (k Key) Ends() (from, to Key) {
	parts, _ := k.parts()
	return parts.from, parts.to
}

// Tag returns what distinguishes parallel edges, often the key of a node.
func (k Key) Tag() string {
	parts, _ := k.parts()
	return parts.tag
}

type edgeParts struct {
	from, to     Key
	kind         Kind
	tag          string
	malformedTag bool // the brackets of the tag hold nothing, or are not closed
}

func (k Key) parts() (edgeParts, bool) {
	from, rest, isEdge := strings.Cut(string(k), " -")
	middle, to, ends := strings.Cut(rest, "-> ")
	if !isEdge || !ends {
		return edgeParts{}, false
	}
	kind, tag, tagged := strings.Cut(middle, "[")
	tag, closed := strings.CutSuffix(tag, "]")
	return edgeParts{Key(from), Key(to), Kind(kind), tag, tagged && (tag == "" || !closed)}, true
}

// Check returns what is wrong with a key, in an error that wraps [ErrInvalid].
func (k Key) Check() error {
	parts, joined := k.parts()
	kind := parts.kind
	if !joined {
		name, _, _ := strings.Cut(string(k), "/")
		kind = Kind(name)
	}
	described, known := describe(kind)
	isEdge := joined || k.IsEdge()
	switch {
	case !known:
		return fmt.Errorf("%w: key %q has the unknown kind %q", ErrInvalid, k, kind)
	case (described.From != "") != isEdge:
		return fmt.Errorf("%w: key %q: %s is not that sort of fact", ErrInvalid, k, kind)
	case !isEdge:
		return checkID(k, k.ID())
	case !joined || parts.malformedTag:
		return fmt.Errorf("%w: malformed key %q", ErrInvalid, k)
	}
	return k.checkEdge(parts, described.From, described.To)
}

func (k Key) checkEdge(parts edgeParts, from, to Kind) error {
	if parts.from.Kind() != from || parts.to.Kind() != to {
		return fmt.Errorf("%w: key %q: %s joins %s to %s", ErrInvalid, k, parts.kind, from, to)
	}
	if parts.tag != "" {
		if err := checkID(k, parts.tag); err != nil {
			return err
		}
	}
	if err := checkID(k, parts.from.ID()); err != nil {
		return err
	}
	return checkID(k, parts.to.ID())
}

// checkID refuses ids that would make a key ambiguous or hard to read. Ids are short ASCII text without
// capitals; [Slug] makes one of a label.
func checkID(k Key, id string) error {
	if id == "" || len(id) > 160 {
		return fmt.Errorf("%w: key %q has an id of %d bytes, 1 to 160 are allowed", ErrInvalid, k, len(id))
	}
	for i := range len(id) {
		if !mayBeInID(id[i]) {
			wrong, _ := utf8.DecodeRuneInString(id[i:])
			return fmt.Errorf("%w: key %q has %q in an id", ErrInvalid, k, wrong)
		}
	}
	return nil
}

func mayBeInID(b byte) bool {
	switch {
	case 'a' <= b && b <= 'z', '0' <= b && b <= '9':
		return true
	case b == '-', b == '.', b == '_', b == '~', b == '+', b == '#', b == '/':
		return true
	}
	return false
}

// NodeID stands for a node, from 1; 0 is none. It says nothing outside the view or snapshot that gave it.
type NodeID uint32

// EdgeRef refers to an edge: short and without a pointer in it, since a search looks at thousands.
type EdgeRef struct {
	From, To NodeID
	// ID stands for the edge, Summary for the [DeclarationSummary] of [Declares], where the reference came from.
	ID, Summary uint32
	// On is the day of [Likes] and [Follows], and of [Answers] when they were accepted.
	On Day
	// Kind is an index into the kinds that were asked for.
	Kind uint8
	// Published is whether a declaration is, Accepted that of [Answers].
	Published, Accepted bool
}

// SetValue sets what a reference holds of the edge's value.
func (r *EdgeRef) SetValue(value Value) {
	switch value := value.(type) {
	case Likes:
		r.On = DayOf(value.At)
	case Follows:
		r.On = DayOf(value.At)
	case Answers:
		r.On, r.Accepted = DayOf(value.AcceptedAt), value.Accepted
	case Declares:
		r.Published = value.IsPublished()
	}
}

// Pairs are nodes that may be joined: with each, the others.
type Pairs map[NodeID][]NodeID

// Starts returns the first nodes of the pairs, in order.
func (p Pairs) Starts() []NodeID { return slices.Sorted(maps.Keys(p)) }
