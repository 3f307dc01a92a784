package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind names what a fact is about: "person", "declares".
type Kind string

// Key names one fact. A node is "kind/id". An edge is "from -kind-> to", or
// "from -kind[tag]-> to" where the same two ends may be joined more than once.
// Keys compare bytewise, so the edges that leave a node follow it at once.
type Key string

// NodeKey makes the key of a node.
func NodeKey(kind Kind, id string) Key { return Key(string(kind) + "/" + id) }

// EdgeKey makes the key of an edge; tag may be empty.
func EdgeKey(from Key, kind Kind, tag string, to Key) Key {
	if tag != "" {
		tag = "[" + tag + "]"
	}
	return Key(string(from) + " -" + string(kind) + tag + "-> " + string(to))
}

// IsEdge reports whether the key names an edge.
func (k Key) IsEdge() bool { return beforeKind(string(k)) >= 0 }

// Kind is the kind in the key, or "" where the key is malformed.
func (k Key) Kind() Kind {
	if parts, ok := k.parts(); ok {
		return parts.kind
	}
	kind, _, _ := strings.Cut(string(k), "/")
	return Kind(kind)
}

// ID is the part of a node's key after the kind.
func (k Key) ID() string {
	_, id, _ := strings.Cut(string(k), "/")
	return id
}

// Ends are the nodes that an edge joins; both empty for a node.
func (k Key) Ends() (from, to Key) {
	parts, _ := k.parts()
	return parts.from, parts.to
}

// Tag tells parallel edges apart; often itself the key of a node.
func (k Key) Tag() string {
	parts, _ := k.parts()
	return parts.tag
}

type edgeParts struct {
	from, to Key
	kind     Kind
	tag      string
	// loose: the brackets of the tag hold nothing, or are not closed.
	loose bool
}

func (k Key) parts() (edgeParts, bool) {
	before := beforeKind(string(k))
	if before < 0 {
		return edgeParts{}, false
	}
	from, rest := k[:before], string(k[before+len(" -"):])
	after := afterKind(rest)
	if after < 0 {
		return edgeParts{}, false
	}
	middle, to := rest[:after], rest[after+len("-> "):]
	kind, tag, tagged := strings.Cut(middle, "[")
	loose := false
	if tagged {
		var closed bool
		tag, closed = strings.CutSuffix(tag, "]")
		loose = tag == "" || !closed
	}
	return edgeParts{from, Key(to), Kind(kind), tag, loose}, true
}

// beforeKind is where the first " -" of a key is, or -1. To look for one byte is several times as
// fast as to look for two, and an import takes millions of keys apart.
func beforeKind(key string) int {
	for from := 0; ; {
		at := strings.IndexByte(key[from:], ' ')
		if at < 0 {
			return -1
		}
		if at += from; strings.HasPrefix(key[at:], " -") {
			return at
		}
		from = at + 1
	}
}

// afterKind is where the first "-> " of the rest of a key is, or -1.
func afterKind(rest string) int {
	for from := 0; ; {
		at := strings.IndexByte(rest[from:], '>')
		if at < 0 {
			return -1
		}
		if at += from; at > 0 && strings.HasPrefix(rest[at-1:], "-> ") {
			return at - 1
		}
		from = at + 1
	}
}

// Check says what is wrong with a key, in an error that wraps [ErrInvalid].
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
	case !joined || parts.loose:
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

// checkID refuses what would make a key ambiguous or hard to read. Ids are short ASCII
// without capitals; what people may type is made one by [Slug].
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
