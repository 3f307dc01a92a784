package activity

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
)

// placement is where a contribution is said, and so who may see it.
type placement struct {
	communities []graph.Key // none: everybody may
	private     bool        // it is addressed to persons only
	held        string      // the id of what could not be read; "" where nothing
}

func (p placement) isHidden() bool { return p.private || p.held != "" }

// maxThread is the length of the longest thread of replies that is followed.
const maxThread = 1000

// place returns where a contribution is said; an update may hide it, or take it to further groups. What has no
// audience of its own is where what it replies to is said, and an answer always in the secret groups of its question.
func (t *translator) place(id string) placement { return t.placeWithin(id, maxThread) }

func (t *translator) placeWithin(id string, thread int) placement {
	place, latest := t.placeCreated(id, thread), t.first.updates[id]
	switch to, _ := t.addressedTo(latest.to); {
	case place.isHidden():
	case to.isHidden():
		return to
	default:
		place.communities = union(place.communities, to.communities)
	}
	return place
}

// union returns the keys of both lists, each once.
func union(keys, others []graph.Key) []graph.Key {
	for _, other := range others {
		if !slices.Contains(keys, other) {
			keys = append(slices.Clip(keys), other)
		}
	}
	return keys
}

// placeCreated returns where a contribution is said by the line that creates it.
func (t *translator) placeCreated(id string, thread int) placement {
	created := t.first.contributions[id]
	if named, doubted := t.first.doubts.about(id); doubted && !named.relation || thread == 0 {
		return placement{held: id}
	}
	own, addressed := t.addressed(id, created)
	if own.isHidden() || created.parent == "" || addressed && created.kind != objectAnswer {
		return t.orStored(id, own)
	}
	above := placement{communities: t.stored.communities[t.contribution(created.parent)]}
	if _, ok := t.first.find(created.parent); ok {
		above = t.placeWithin(created.parent, thread-1)
	}
	switch {
	case above.isHidden():
		return above
	case len(own.communities) == 0:
		return t.orStored(id, above)
	}
	secret := slices.DeleteFunc(slices.Clone(above.communities), func(community graph.Key) bool { return !t.groups[community].Secret })
	own.communities = union(own.communities, secret)
	return own
}

// orStored returns the communities where a contribution was stored before, where nothing else is said.
func (t *translator) orStored(id string, p placement) placement {
	if len(p.communities) == 0 {
		p.communities = t.stored.communities[t.contribution(id)]
	}
	return p
}

// addressed returns to whom a contribution is addressed, and whether it is to anybody.
func (t *translator) addressed(id string, created contribution) (p placement, addressed bool) {
	all := t.first.addressed[id]
	if created.group != "" {
		all = recipients{{id: created.group}}
	}
	return t.addressedTo(all)
}

func (t *translator) addressedTo(all recipients) (p placement, addressed bool) {
	public, people := false, false
	for _, each := range all {
		switch t.role(each) {
		case roleGroup:
			p.communities = union(p.communities, []graph.Key{t.community(each.id)})
		case roleEverybody:
			public = true
		case rolePerson:
			people = true
		case roleUnreadable:
			p.held = cmp.Or(p.held, each.id)
		}
	}
	p.private = people && !public && len(p.communities) == 0 && p.held == ""
	return p, public || people || len(p.communities) > 0
}

// role is what a recipient is.
type role int

const (
	roleNone role = iota // a member that is not known names no group
	roleGroup
	roleEverybody
	rolePerson
	roleUnreadable // a group that could not be read, or nothing known
)

func (t *translator) role(of recipient) role {
	_, doubted := t.first.doubts.about(of.id)
	counts := !of.doubtful || of.resembles
	switch {
	case t.isGroup(of.id) && !doubted:
		return roleGroup
	case counts && isEverybody(of.id):
		return roleEverybody
	case t.isPerson(of):
		if counts {
			return rolePerson
		}
		return roleNone
	case t.isGroup(of.id) || doubted:
		return roleUnreadable
	case of.doubtful && of.kind != objectGroup:
		return roleNone
	case of.direct && of.kind != objectGroup && t.reader.CreateCommunities:
		return rolePerson
	case t.isReadable(of.id):
		return roleGroup
	}
	return roleUnreadable
}

// isGroup reports whether the file or the store describes a group.
func (t *translator) isGroup(id string) bool {
	if t.first.groups[id].described() {
		return true
	}
	_, stored := t.stored.nodes[t.community(id)]
	return stored
}

func (t *translator) isPerson(of recipient) bool {
	if of.isPerson() || t.first.isActor(of.id) {
		return true
	}
	_, stored := t.stored.nodes[t.account(of.id)]
	return stored
}

// isReadable reports whether it is known what a group is. One that is only referred to is, where the operator says
// so, unless a line that might describe it is rejected.
func (t *translator) isReadable(id string) bool {
	if _, doubted := t.first.doubts.about(id); doubted {
		return false
	}
	return t.isGroup(id) || t.reader.CreateCommunities && t.first.doubts.line == 0 && !t.first.isActor(id)
}

// hold leaves an activity for a later import, since it refers to what could not be read.
func (t *translator) hold(kind, id string) error {
	t.sink.HoldBack(kind, 1)
	t.held[id]++
	return nil
}

// maxHeldShown is how many of the things that could not be read are named in warnings.
const maxHeldShown = 20

// warnOfHeld says what is held back, and why.
func (t *translator) warnOfHeld() {
	for n, id := range slices.Sorted(maps.Keys(t.held)) {
		if n == maxHeldShown {
			t.sink.Warn(fmt.Sprintf("%d more such groups or things are not listed", len(t.held)-n))
			return
		}
		named, doubted := t.first.doubts.about(id)
		switch line := cmp.Or(named.line, t.first.doubts.line); {
		case doubted || line > 0 && t.reader.CreateCommunities:
			t.sink.Warn(fmt.Sprintf("%d activities that refer to %q are held back, since it may be what %s is about, which could not be read: "+
				"correct that line and import again", t.held[id], id, t.where(line)))
		default:
			t.sink.Warn(fmt.Sprintf("%d activities that refer to %q are held back, since nothing describes it as a group: "+
				"import its description, or give --create-communities to make an open group of it, and import again", t.held[id], id))
		}
	}
}
