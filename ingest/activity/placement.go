package activity

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

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
func (t *translator) place(id string) placement {
	return t.placeWithin(id, newThread())
}

// thread is what is followed to find where a contribution is said.
type thread struct {
	seen map[string]bool
	left int
}

func newThread() *thread { return &thread{seen: map[string]bool{}, left: maxThread} }

func (t *translator) placeWithin(id string, within *thread) placement {
	within.left--
	within.seen[id] = true
	place := t.placeCreated(id, within)
	for _, each := range t.first.narrower[id] {
		to, _ := t.addressedTo(each, within)
		place = place.and(to)
	}
	return place
}

// and returns the placement of what is said in both.
func (p placement) and(other placement) placement {
	switch {
	case p.isHidden():
		return p
	case other.isHidden():
		return other
	}
	p.communities = union(p.communities, other.communities)
	return p
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
func (t *translator) placeCreated(id string, within *thread) placement {
	created := t.first.contributions[id]
	if named, doubted := t.first.doubts.about(id); doubted && !named.relation || within.left < 0 {
		return placement{held: id}
	}
	own, addressed := t.addressed(id, within)
	if own.isHidden() || created.parent == "" || addressed && created.kind != objectAnswer {
		return t.orStored(id, own)
	}
	above := placement{communities: t.stored.communities[t.Contribution(created.parent)]}
	if _, ok := t.first.find(created.parent); ok || t.first.narrower[created.parent] != nil {
		above = t.placeWithin(created.parent, within)
	}
	switch {
	case above.isHidden():
		return above
	case len(own.communities) == 0:
		return t.orStored(id, above)
	}
	own.communities = union(own.communities, t.secretOf(above.communities))
	return own
}

// secretOf returns those of some communities that are secret.
func (t *translator) secretOf(communities []graph.Key) []graph.Key {
	return slices.DeleteFunc(slices.Clone(communities), func(community graph.Key) bool { return !t.groups[community].Secret })
}

// orStored returns the communities where a contribution was stored before, where nothing else is said.
func (t *translator) orStored(id string, p placement) placement {
	if len(p.communities) == 0 {
		p.communities = t.stored.communities[t.Contribution(id)]
	}
	return p
}

// addressed returns where the recipients of a contribution place it; addressed is false where it has none.
func (t *translator) addressed(id string, within *thread) (p placement, addressed bool) {
	return t.addressedTo(t.first.recipientsOf(id), within)
}

func (t *translator) addressedTo(all recipients, within *thread) (p placement, addressed bool) {
	public, people, restricted := false, false, false
	var related placement
	for _, each := range all {
		switch t.role(each) {
		case roleGroup:
			p.communities = union(p.communities, []graph.Key{t.Community(each.id)})
		case roleEverybody:
			public = true
		case rolePerson:
			people = true
		case roleRestricted:
			restricted = true
		case roleContribution:
			related = related.and(t.placeRelated(each.id, within))
		case roleUnreadable:
			p.held = cmp.Or(p.held, each.id)
		}
	}
	p.private = p.held == "" && (people && !public && len(p.communities) == 0 || restricted && len(t.secretOf(p.communities)) == 0)
	addressed = public || people || restricted || len(p.communities) > 0
	return p.and(related), addressed
}

// placeRelated returns where something is said that a contribution names: only secret groups matter.
func (t *translator) placeRelated(id string, within *thread) placement {
	place := placement{communities: t.stored.communities[t.Contribution(id)]}
	if _, created := t.first.find(id); created {
		if within.seen[id] {
			return placement{}
		}
		place = t.placeWithin(id, within)
	}
	place.communities = t.secretOf(place.communities)
	return place
}

// role is what a recipient is.
type role int

const (
	roleNone role = iota // a member that is not known names no group
	roleGroup
	roleEverybody
	rolePerson
	roleRestricted   // nobody, but those who are in a secret group
	roleContribution // something that was said
	roleUnreadable   // a group that could not be read, or nothing known
)

func (t *translator) role(of recipient) role {
	_, doubted := t.doubtAbout(of.id)
	counts := !of.doubtful || of.resembles
	switch {
	case of.kind == kindRestricted:
		return roleRestricted
	case t.isGroup(of.id) && !doubted:
		return roleGroup
	case counts && isEverybody(of.id):
		return roleEverybody
	case t.isPerson(of):
		if counts || of.isPerson() {
			return rolePerson
		}
		return roleNone
	case t.isGroup(of.id) || doubted:
		return roleUnreadable
	case of.doubtful && t.isKnown(of.id):
		return roleContribution
	case (of.resembles || t.first.groups[of.id] != nil) && !t.isReadable(of.id):
		return roleUnreadable
	case of.doubtful && !of.parent && of.kind != objectGroup:
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
	_, stored := t.stored.nodes[t.Community(id)]
	return stored
}

func (t *translator) isPerson(of recipient) bool {
	if of.isPerson() || t.first.isActor(of.id) {
		return true
	}
	_, stored := t.stored.nodes[t.Account(of.id)]
	return stored
}

// doubtAbout returns the rejected line that may be about a group or thing; of an open group also one that names none.
func (t *translator) doubtAbout(id string) (named doubt, doubted bool) {
	if named, doubted = t.first.doubts.about(id); !doubted && t.isGroup(id) && !t.groups[t.Community(id)].Secret {
		named, doubted = t.first.doubts.things[anyGroup]
	}
	return named, doubted
}

// isReadable reports whether it is known what a group is. One that is only referred to is, where the operator says
// so, unless a line that might describe it is rejected.
func (t *translator) isReadable(id string) bool {
	if _, doubted := t.doubtAbout(id); doubted {
		return false
	}
	return t.isGroup(id) || t.reader.CreateCommunities && t.first.doubts.line == 0 && !t.first.isActor(id) && !t.resemblesSecret(id)
}

// resemblesSecret reports whether the id of a group that nothing describes is another spelling of that of a secret one.
func (t *translator) resemblesSecret(id string) bool {
	for _, spelling := range spellingsOf(id) {
		if t.groups[t.Community(spelling)].Secret {
			return true
		}
	}
	for other, each := range t.first.groups {
		if each.secret && foldName(other) == foldName(id) {
			return true
		}
	}
	return false
}

// spellingsOf returns ids that differ from one in case, composition or a closing slash alone.
func spellingsOf(id string) []string {
	var all []string
	for _, each := range []string{strings.TrimRight(id, "/"), strings.TrimRight(id, "/") + "/"} {
		all = append(all, each, strings.ToLower(each), strings.ToUpper(each), norm.NFC.String(each), norm.NFD.String(each))
	}
	return all
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
		named, doubted := t.doubtAbout(id)
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
