package activity

import (
	"bytes"
	"cmp"
	"slices"
)

// contributions are those that a file creates or refers to. A company has millions, of which a first
// reading has to know before the second one: so each takes some tens of bytes besides its id,
// and none of them is anything that memory has to be searched for.
type contributions struct {
	*idTable
	entries []contributionEntry // by place
	groups  *idTable
}

// idTable are where ids stand in a list; the first is that of none.
type idTable struct {
	index map[string]int32
	ids   []string
}

func newIDTable() *idTable { return &idTable{map[string]int32{"": 0}, []string{""}} }

func (p *idTable) intern(id string) int32 {
	place, known := p.index[id]
	if !known {
		place = int32(len(p.ids))
		p.index[id], p.ids = place, append(p.ids, id)
	}
	return place
}

// contributionEntry is described, in short.
type contributionEntry struct {
	digest    digest
	at        int64
	line      int32 // 0 where the file only refers to it
	question  int32 // its place
	group     int32 // its place
	sort      byte  // its place among sorts
	mentioned bool
}

// sorts are the types of contributions.
func sorts() []string { return []string{objectQuestion, objectAnswer, objectNote, objectArticle} }

// described says where and as what a contribution is created.
type described struct {
	line     int
	digest   digest
	at       int64 // ms since 1970
	sort     string
	question string // of an answer
	group    string // its own audience
}

func newContributions() *contributions {
	return &contributions{idTable: newIDTable(), entries: []contributionEntry{{}}, groups: newIDTable()}
}

func (c *contributions) intern(id string) int32 {
	place := c.idTable.intern(id)
	if int(place) == len(c.entries) {
		c.entries = append(c.entries, contributionEntry{})
	}
	return place
}

// mention notes that something refers to a contribution.
func (c *contributions) mention(id string) { c.entries[c.intern(id)].mentioned = true }

// find is how the file describes a contribution, where it does.
func (c *contributions) find(id string) (found described, here bool) {
	return c.at(c.index[id])
}

func (c *contributions) at(place int32) (found described, here bool) {
	in := c.entries[place]
	if in.line == 0 {
		return described{}, false
	}
	return described{
		line: int(in.line), digest: in.digest, at: in.at, sort: sorts()[in.sort],
		question: c.ids[in.question], group: c.groups.ids[in.group],
	}, true
}

// describe notes how a contribution is created, unless it is so already in a way that counts more.
func (c *contributions) describe(id string, as described) {
	if other, already := c.find(id); already && !as.before(other) {
		return
	}
	question, group, place := c.intern(as.question), c.groups.intern(as.group), c.intern(id)
	c.entries[place] = contributionEntry{
		digest: as.digest, at: as.at, line: int32(as.line), question: question, group: group,
		sort: byte(slices.Index(sorts(), as.sort)), mentioned: c.entries[place].mentioned,
	}
}

// each visits all that the file creates or refers to.
func (c *contributions) each(visit func(id string, found described, here, mentioned bool)) {
	for place, id := range c.ids {
		found, here := c.at(int32(place))
		visit(id, found, here, c.entries[place].mentioned)
	}
}

// before reports whether this description counts, and not the other: the one that was
// published first, then the one with an audience, then one that does not depend on where it stands.
func (d described) before(other described) bool {
	return cmp.Or(cmp.Compare(d.at, other.at), cmp.Compare(other.group, d.group), cmp.Compare(d.question, other.question),
		bytes.Compare(d.digest[:], other.digest[:])) < 0
}
