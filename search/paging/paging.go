// Package paging remembers what readers of a list have been shown, so that pages neither repeat nor leave out anybody while the
// order of the list changes: the next page is the first people who were not shown yet. What was shown before a place in the
// list is found by a mark, which goes into the cursor of that place. Marks say nothing by themselves: they are hashes of what was
// shown to one reader, the same in each process; what others were shown they do not tell. A process that does not know a mark goes
// on by the order of the list alone.
package paging

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"

	"github.com/sachant/sachant/graph"
)

// DefaultRoom is how many places in lists are remembered where nothing else is said, some 100 bytes each.
const DefaultRoom = 1 << 17

// Mark stands for what was shown up to a place in a list; the zero one for nothing.
type Mark [8]byte

// String returns the mark as it goes into a cursor.
func (m Mark) String() string { return hex.EncodeToString(m[:]) }

// ReadMark reads what [Mark.String] wrote, and reports whether it is a mark.
func ReadMark(text string) (mark Mark, is bool) {
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != len(mark) {
		return mark, false
	}
	return Mark(bytes), true
}

// place is the last member shown, and the mark of what was shown before.
type place struct {
	reader string
	before Mark
	shown  graph.Key
}

// Memory remembers places, the oldest ones until there is no room. It is safe for use by several goroutines.
type Memory struct {
	mutex  sync.Mutex
	places map[Mark]place
	ring   []Mark
	next   int
}

// New returns a memory with room for so many places.
func New(room int) *Memory { return &Memory{places: map[Mark]place{}, ring: make([]Mark, room)} }

// Show notes that members of a list are shown to a reader after a mark, and returns the mark after each of them. The list is
// named, so that equal beginnings of different lists have different marks.
func (m *Memory) Show(reader, list string, after Mark, members []graph.Key) []Mark {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	marks := make([]Mark, len(members))
	for i, member := range members {
		next := markOf(reader, list, after, member)
		if _, known := m.places[next]; !known {
			delete(m.places, m.ring[m.next])
			m.ring[m.next] = next
			m.next = (m.next + 1) % len(m.ring)
		}
		m.places[next] = place{reader, after, member}
		marks[i], after = next, next
	}
	return marks
}

func markOf(reader, list string, before Mark, member graph.Key) (mark Mark) {
	text := before[:]
	for _, each := range []string{reader, list, string(member)} {
		text = append(binary.AppendUvarint(text, uint64(len(each))), each...)
	}
	sum := sha256.Sum256(text)
	copy(mark[:], sum[:])
	return mark
}

// Shown returns the members that were shown to a reader up to a mark; false where that is not known, or no longer.
func (m *Memory) Shown(reader string, mark Mark) (members []graph.Key, known bool) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for mark != (Mark{}) {
		at, is := m.places[mark]
		if !is || at.reader != reader {
			return nil, false
		}
		members, mark = append(members, at.shown), at.before
	}
	return members, true
}
