package replica

import (
	"hash/maphash"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
)

// packedValue is the kind and the value of an edge without a pointer in it, so that millions of edges
// are nothing to the garbage collector. The upper 8 bits are the kind; below them is a time, of what
// has nothing else, or the index of a value.
type packedValue uint64

// isIndex marks an index of a value, isDeclaration that of a declaration; the rest are times in ms since
// year 1, 0 for none, those of answers marked where they are accepted. An empty value is 0.
const (
	kindShift     = 56
	valueMask     = 1<<kindShift - 1
	isIndex       = 1 << 55
	isDeclaration = 1 << 54
	isAccepted    = 1 << 53
)

// pack keeps the value of an edge; an equal one that was packed lately is kept once.
func (n *interner) pack(kind uint8, value graph.Value) packedValue {
	return packedValue(kind)<<kindShift | n.packValue(kind, value)
}

func (n *interner) packValue(kind uint8, value graph.Value) packedValue {
	switch value := value.(type) {
	case graph.Likes:
		if stamp, fits := stampOf(value.At); fits {
			return stamp
		}
	case graph.Follows:
		if stamp, fits := stampOf(value.At); fits {
			return stamp
		}
	case graph.Answers:
		if stamp, fits := stampOf(value.AcceptedAt); fits {
			if value.Accepted {
				stamp |= isAccepted
			}
			return stamp
		}
	case graph.Declares:
		if packed, fits := n.packDeclaration(value); fits {
			return n.declare(packed)
		}
	}
	if !n.kinds.equals[kind] {
		return n.appendValue(value)
	}
	if value == n.kinds.empty[kind] {
		return 0
	}
	slot := &n.recentValues[maphash.Comparable(n.seed, value)%recentValueSlots]
	if slot.value != value {
		*slot = recentValue{value, n.appendValue(value)}
	}
	return slot.packed
}

func (n *interner) appendValue(value graph.Value) packedValue {
	n.values = append(n.values, value)
	return packedValue(len(n.values)-1) | isIndex
}

// stampOf packs a time as stores keep it: in UTC, in whole ms, and not before year 1.
func stampOf(at time.Time) (stamp packedValue, fits bool) {
	since := at.UnixMilli() - time.Time{}.UnixMilli()
	return packedValue(since), since >= 0 && since < isAccepted && timeOf(packedValue(since)) == at
}

func timeOf(stamp packedValue) time.Time {
	return time.UnixMilli(int64(stamp) + time.Time{}.UnixMilli()).UTC()
}

// unpackEdge returns the value of an edge.
func (s *Snapshot) unpackEdge(edge *edge) graph.Value {
	value := edge.value & valueMask
	switch {
	case value&isIndex != 0:
		return s.values[value&^isIndex]
	case value&isDeclaration != 0:
		return s.unpackDeclaration(&s.declares[value&^isDeclaration])
	}
	switch s.kinds.names[edge.kind()] {
	case graph.KindLikes:
		return graph.Likes{At: timeOf(value)}
	case graph.KindAnswers:
		return graph.Answers{Accepted: value&isAccepted != 0, AcceptedAt: timeOf(value &^ isAccepted)}
	case graph.KindFollows:
		return graph.Follows{At: timeOf(value)}
	}
	return s.kinds.empty[edge.kind()]
}

// packedDeclaration is a [graph.Declares] in 20 bytes without a pointer in it. A company has millions, all
// made of some levels, on the days when interviews were held, in the words of a few scales.
type packedDeclaration struct {
	words   [4]uint32 // those of the three levels, and the scale
	summary uint32
}

// packedSummary is a [graph.DeclarationSummary] in 16 bytes. Levels and days repeat: there are some
// thousands for millions of declarations.
type packedSummary struct {
	on, validUntil, validatedOn  graph.Day
	held, required, selfAssessed int8 // in halves; -1 where there is none
	flags                        uint8
}

const (
	isPossessed = 1 << iota
	isValidated
	isPublished
	isChosen // of a declaration alone
)

// packDeclaration packs a declaration where it fits: levels by halves, and days that are days.
func (n *interner) packDeclaration(value graph.Declares) (packed packedDeclaration, fits bool) {
	summary := packedSummary{on: value.On.Day(), validUntil: value.ValidUntil.Day(), validatedOn: value.ValidatedOn.Day()}
	fits = summary.on.Date() == value.On && summary.validUntil.Date() == value.ValidUntil && summary.validatedOn.Date() == value.ValidatedOn &&
		value.ContestedOn == "" // which is rare, and makes another summary
	for _, level := range []struct {
		from *graph.Level
		to   *int8
	}{{value.Held, &summary.held}, {value.Required, &summary.required}, {value.SelfAssessed, &summary.selfAssessed}} {
		halves, whole := halvesOf(level.from)
		*level.to = halves
		fits = fits && whole
	}
	for i, set := range []bool{value.Possessed, value.Validated, value.Published, value.Chosen} {
		if set {
			summary.flags |= 1 << i
		}
	}
	if fits {
		packed.summary = intern(n.summaryNumber, &n.summaries, summary, summary)
		packed.words = [4]uint32{n.text(value.HeldRaw), n.text(value.RequiredRaw), n.text(value.SelfAssessedRaw), n.text(value.Scale)}
	}
	return packed, fits
}

// halvesOf a level are -1 where there is none.
func halvesOf(level *graph.Level) (halves int8, fits bool) {
	if level == nil {
		return -1, true
	}
	twice := *level * 2
	return int8(twice), twice >= 0 && twice < levelCount && twice == graph.Level(int8(twice))
}

// declare numbers a declaration; an equal one that came lately has its number already.
func (n *interner) declare(packed packedDeclaration) packedValue {
	slot := &n.recentDeclare[maphash.Comparable(n.seed, packed)%recentDeclareSlots]
	if *slot == 0 || n.declares[*slot-1] != packed {
		n.declares = append(n.declares, packed)
		*slot = uint32(len(n.declares))
	}
	return packedValue(*slot-1) | isDeclaration
}

func (s *Snapshot) unpackDeclaration(packed *packedDeclaration) graph.Declares {
	summary := s.unpackSummary(packed.summary)
	return graph.Declares{
		Held: summary.Held, Required: summary.Required, SelfAssessed: summary.SelfAssessed,
		HeldRaw: s.texts[packed.words[0]], RequiredRaw: s.texts[packed.words[1]], SelfAssessedRaw: s.texts[packed.words[2]], Scale: s.texts[packed.words[3]],
		On: summary.On.Date(), ValidUntil: summary.ValidUntil.Date(), ValidatedOn: summary.ValidatedOn.Date(),
		Possessed: summary.Possessed, Validated: summary.Validated, Published: summary.Published,
		Chosen: s.summaries[packed.summary].flags&isChosen != 0,
	}
}

func (s *Snapshot) unpackSummary(index uint32) graph.DeclarationSummary {
	packed := &s.summaries[index]
	return graph.DeclarationSummary{
		Held: s.level(packed.held), Required: s.level(packed.required), SelfAssessed: s.level(packed.selfAssessed),
		On: packed.on, ValidUntil: packed.validUntil, ValidatedOn: packed.validatedOn,
		Possessed: packed.flags&isPossessed != 0, Validated: packed.flags&isValidated != 0, Published: packed.flags&isPublished != 0,
	}
}

// levelCount is how many levels by halves are shared.
const levelCount = 32

func newLevels() *[levelCount]graph.Level {
	var levels [levelCount]graph.Level
	for i := range levels {
		levels[i] = graph.Level(i) / 2
	}
	return &levels
}

func (t *tables) level(halves int8) *graph.Level {
	if halves < 0 {
		return nil
	}
	return &t.levels[halves]
}

// packedContribution is a [graph.Contribution] in a third of the memory, with two pointers in it where
// that has seven: a company has a million, and the garbage collector follows each.
type packedContribution struct {
	title, url       string
	published        packedValue
	language         uint32 // a text, by number
	contributionType uint8  // an index into contributionTypes
}

// Kind returns the kind of the value that is packed.
func (packedContribution) Kind() graph.Kind { return graph.KindContribution }

// contributionTypeCount is how many numbers of types there are, that of any other type included.
const contributionTypeCount = 7

// contributionTypes are those that have a number; the first stands for any other.
func contributionTypes() [contributionTypeCount]string {
	return [...]string{"", graph.TypeQuestion, graph.TypeAnswer, graph.TypeNote, graph.TypeArticle, graph.TypeComment, graph.TypeTombstone}
}

func typeNumber(name string) uint8 {
	all := contributionTypes()
	return uint8(max(slices.Index(all[:], name), 0))
}

// setValue gives a node its value: packed, where it is a contribution all of which fits.
func (n *interner) setValue(node *node, kind uint16, value graph.Value) {
	node.kind, node.value = kind, value
	node.publishedOn, node.contributionType, node.hasTallies = 0, 0, false
	contribution, is := value.(graph.Contribution)
	if !is {
		return
	}
	summary := contribution.Summary()
	node.publishedOn, node.contributionType, node.hasTallies = summary.On, typeNumber(summary.Type), summary.HasTallies
	published, fits := stampOf(contribution.PublishedAt)
	if fits && node.contributionType != 0 && isPackable(contribution) {
		node.value = packedContribution{contribution.Title, contribution.URL, published, n.text(contribution.Language), node.contributionType}
	}
}

// isPackable reports whether a contribution holds no more than is packed.
func isPackable(one graph.Contribution) bool {
	return one.Content == "" && one.Likes == nil && one.Dislikes == nil && one.UpdatedOn+one.DeletedOn == "" && one.FormerType+one.MediaType == ""
}

// unpackNode returns the value that a node has.
func (t *tables) unpackNode(value graph.Value) graph.Value {
	packed, is := value.(packedContribution)
	if !is {
		return value
	}
	return graph.Contribution{
		Type: contributionTypes()[packed.contributionType], Title: packed.title, Language: t.texts[packed.language],
		URL: packed.url, PublishedAt: timeOf(packed.published),
	}
}
