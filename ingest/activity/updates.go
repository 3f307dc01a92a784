package activity

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// update notes an Update of a contribution; of several the last one counts.
func (p *firstPass) update(line int, a activity, author int32) {
	p.mention(a.Object.ID)
	if a.Object.InReplyTo != nil {
		p.mention(a.Object.InReplyTo.ID)
	}
	p.noteSpellings(a.Object.Tag)
	made := contribution{line: line, digest: a.digest, at: a.at.UnixMilli(), kind: a.Object.Type, parent: a.Object.InReplyTo.idOrEmpty(), author: author}
	to := a.recipients()
	for _, each := range to {
		p.mentionGroup(line, a.at, each)
	}
	p.narrow(a.Object.ID, to)
	before, there := p.updates[a.Object.ID]
	if !there || cmp.Or(cmp.Compare(made.at, before.at), bytes.Compare(before.digest[:], made.digest[:])) > 0 {
		p.updates[a.Object.ID] = made
	}
}

// narrow notes the recipients of a line about a contribution that does not create it.
func (p *firstPass) narrow(id string, to recipients) {
	if len(to) > 0 {
		p.narrower[id] = append(p.narrower[id], to)
	}
}

// promoteUpdates lets updates of what neither the file nor the store has create it, where they say themselves who may
// read it.
func (t *translator) promoteUpdates() {
	for id, each := range t.first.updates {
		_, stored := t.stored.nodes[t.Contribution(id)]
		narrower := t.first.narrower[id]
		if _, created := t.first.find(id); created || stored || len(narrower) == 0 {
			continue
		}
		each.mentioned, each.addressed = true, true
		t.first.contributions[id] = each
		t.first.addressed[id] = narrower[0]
		delete(t.first.updates, id)
	}
}

// isUpdated reports whether an update gives a contribution of the file its text.
func (t *translator) isUpdated(id string) bool {
	_, there := t.first.updates[id]
	return there
}

func (t *translator) update(line int, a activity) error {
	id := a.Object.ID
	created, isCreated := t.first.find(id)
	if isCreated && created.line == line {
		return t.create(line, a)
	}
	stored, isStored := t.stored.nodes[t.Contribution(id)]
	latest, there := t.first.updates[id]
	switch {
	case t.first.deleted[id]:
		return t.drop(line, a, droppedDeleted)
	case !isCreated && !isStored:
		return rejected("updates %q, which is described neither in this file nor before, and has no audience of its own", id)
	case !there || latest.line != line:
		return t.drop(line, a, "repetition")
	}
	place := t.place(id)
	if hidden, err := t.hide(line, a, place); hidden {
		return err
	}
	a.made.PublishedAt = graph.As[graph.Contribution](stored).PublishedAt
	if isCreated {
		a.made.PublishedAt = time.UnixMilli(created.at).UTC()
	}
	return t.emitContribution(line, a, place.communities, true)
}

// hide holds back or drops what may not be read; hidden reports whether it did. What was stored of it goes out of
// sight too, unless that is in a secret group, or only a line that could not be read puts it in doubt.
func (t *translator) hide(line int, a activity, place placement) (hidden bool, err error) {
	key := t.Contribution(a.Object.ID)
	gone := ingest.Statement{Where: t.where(line), Removes: []ingest.Removal{{Key: key}}}
	_, doubted := t.doubtAbout(place.held)
	switch {
	case place.held != "" && (doubted || len(t.secretOf(t.stored.communities[key])) > 0):
		return true, t.hold(a.kind(), place.held)
	case place.held != "":
		return true, cmp.Or(t.sink.Emit(gone), t.hold(a.kind(), place.held))
	case place.private:
		return true, cmp.Or(t.sink.Emit(gone), t.drop(line, a, droppedPrivate))
	}
	return false, nil
}

// emitContribution emits a contribution with its communities and skills, besides other facts about it. Where only the
// edges are emitted, an update tells the rest.
func (t *translator) emitContribution(line int, a activity, communities []graph.Key, described bool, others ...graph.Fact) error {
	key := t.Contribution(a.Object.ID)
	var facts []graph.Fact
	if described {
		facts = append(facts, graph.Fact{Key: key, Value: a.made})
		if a.made.URL == "" && a.Object.URL != "" {
			t.sink.Drop("address that is not one of a page", 1)
		}
	}
	for _, community := range slices.Compact(slices.Sorted(slices.Values(communities))) {
		facts = append(facts, graph.Edge(key, "", community, "", graph.In{}))
	}
	facts = append(facts, others...)
	if described {
		isSecret := slices.ContainsFunc(communities, func(community graph.Key) bool { return t.groups[community].Secret })
		about, err := t.tags.About(t.where(line), key, a.Object.Tag, !isSecret)
		if err != nil {
			return err
		}
		facts = append(facts, about...)
	}
	return t.emit(line, a, facts...)
}

// authors returns an edge from each author: the actors, or the persons in "attributedTo" where there is no actor.
func (t *translator) authors(line int, a activity) ([]graph.Fact, error) {
	who := a.Actor
	if who.idOrEmpty() == "" {
		return nil, nil
	}
	var edges []graph.Fact
	for _, author := range append([]*object{who}, who.Others...) {
		if author.ID == "" {
			continue
		}
		if err := t.introduce(line, author.ID); err != nil {
			return nil, err
		}
		edges = append(edges, graph.Edge(t.Person(author.ID), "", t.Contribution(a.Object.ID), "", graph.Authored{}))
	}
	return edges, nil
}

// delete removes a contribution with all its edges. Nothing in the file restores it, as an id names one
// contribution; and deleting it again is no error.
func (t *translator) delete(line int, a activity) error {
	if _, isGroup := t.first.groups[a.Object.ID]; isGroup {
		if _, created := t.first.find(a.Object.ID); !created {
			return rejected("%q is a group, which is not deleted by a line: only what somebody wrote is", a.Object.ID)
		}
	}
	return t.sink.Emit(ingest.Statement{Where: t.where(line), Removes: []ingest.Removal{{Key: t.Contribution(a.Object.ID)}}})
}
