package activity

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity/plaintext"
	"github.com/sachant/sachant/ingest/activity/source"
)

// group is a community as the file describes it, or only mentions it.
type group struct {
	line int    // where it is first mentioned
	name string // that a mention gives it
	// description is the line that counts of those that create or update it.
	description
	// secret: a line says so, secretAt when, at the latest; misread is a line that is not clear about it.
	secret   bool
	secretAt time.Time
	misread  int
	// opened: an update says that it is not secret, openedAt when, at the latest.
	opened   bool
	openedAt time.Time
}

// description is what one line says of a group; the zero line is none.
type description struct {
	from   int // its line
	update bool
	at     time.Time
	digest digest
	isOpen bool // it says that the group is not secret
	value  graph.Community
}

func (g *group) described() bool { return g != nil && g.from > 0 }

// precedes reports whether of two descriptions this one counts: the last update, else the first creation; of the
// same time one that does not depend on the order of lines.
func (d description) precedes(other description) bool {
	at := d.at.Compare(other.at)
	switch {
	case other.from == 0:
		return true
	case d.update != other.update:
		return d.update
	case d.update:
		at = -at
	}
	return cmp.Or(at, bytes.Compare(d.digest[:], other.digest[:])) < 0
}

func (p *firstPass) group(id string, line int) *group {
	found := p.groups[id]
	if found == nil {
		found = &group{line: line}
		p.groups[id] = found
	}
	return found
}

// describeGroup notes the description of a group. That it is secret counts even in a line that is rejected since
// another one creates the group.
func (p *firstPass) describeGroup(line int, a activity) {
	of, open := p.group(a.Object.ID, line), a.Object.Secret == secrecyOpen
	of.note(line, a.Object.Secret, a.at)
	if open && a.Type == typeUpdate {
		of.open(a.at)
	}
	made := description{
		from: line, update: a.Type == typeUpdate, at: a.at, digest: a.digest, isOpen: open,
		value: graph.Community{Name: cmp.Or(plaintext.OneLine(a.Object.Name), a.Object.ID), Summary: plaintext.Clean(a.Object.Summary)},
	}
	if made.precedes(of.description) {
		of.description = made
	}
}

// note notes what a line says of the secrecy of a group, if it is secret.
func (g *group) note(line int, said secrecy, at time.Time) {
	if !said.isSecret() {
		return
	}
	g.secret = true
	if at.After(g.secretAt) {
		g.secretAt = at
	}
	if said == secrecyMisread && g.misread == 0 {
		g.misread = line
	}
}

func (g *group) open(at time.Time) {
	g.opened = true
	if at.After(g.openedAt) {
		g.openedAt = at
	}
}

// mentionGroup notes a group that a line refers to.
func (p *firstPass) mentionGroup(line int, at time.Time, mention recipient) {
	if mention.doubtful || mention.id == "" || mention.direct && mention.kind != objectGroup || mention.isPerson() || isEverybody(mention.id) {
		return
	}
	of := p.group(mention.id, line)
	of.note(line, mention.secret, at)
	if text := plaintext.OneLine(mention.name); text != "" && (of.name == "" || text < of.name) {
		of.name = text
	}
}

// groupsInOrder returns the ids of the groups in the order of the file.
func (p *firstPass) groupsInOrder() []string {
	return slices.SortedFunc(maps.Keys(p.groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(p.groups[a].line, p.groups[b].line), cmp.Compare(a, b))
	})
}

// communityOf returns a group as it is to be stored, given what is stored. A secret one stays so until a newer
// description says otherwise in so many words.
func (p *firstPass) communityOf(id string, stored graph.Community) (out graph.Community, opens, refused bool) {
	of := *p.groups[id]
	if of.isOpen {
		of.open(of.at)
	}
	switch out = stored; {
	case of.described():
		out = of.value
	case stored == graph.Community{}:
		out.Name = cmp.Or(of.name, id)
	}
	if out.Secret = of.secret || stored.Secret; !out.Secret {
		return out, false, false
	}
	if of.secret { // what has no date is as new as the file
		out.SecretAt = of.secretAt
		if out.SecretAt.IsZero() {
			out.SecretAt = p.latest
		}
	}
	if stored.Secret && stored.SecretAt.After(out.SecretAt) {
		out.SecretAt = stored.SecretAt
	}
	if !out.SecretAt.IsZero() && of.openedAt.After(out.SecretAt) && !stored.SecretChosen {
		out.Secret, out.SecretAt = false, time.Time{}
	}
	return out, !out.Secret && stored.Secret, of.opened && out.Secret
}

// emitGroups emits the groups before all else, so that what is said in a secret group is never stored, not even
// between two commits, before the group is known to be secret.
func (t *translator) emitGroups() error {
	for _, id := range t.first.groupsInOrder() {
		each, key := t.first.groups[id], t.Community(id)
		stored, isStored := t.stored.nodes[key]
		if isStored && !each.described() && !each.secret || !t.isReadable(id) {
			continue
		}
		where, value := t.where(each.line), t.groups[key]
		if each.described() {
			where = t.where(each.from)
		}
		_, opens, refused := t.first.communityOf(id, graph.As[graph.Community](stored))
		t.warnOfSecrecy(where, id, opens, refused)
		if err := t.sink.Emit(ingest.Statement{Where: where, Facts: []graph.Fact{{Key: key, Value: value}}}); err != nil {
			return err
		}
	}
	return nil
}

func (t *translator) warnOfSecrecy(where ingest.Where, id string, opens, refused bool) {
	if misread := t.first.groups[id].misread; misread > 0 {
		t.sink.Warn(fmt.Sprintf(`%s: "secret" of the group %q is neither true nor false: the group is taken as secret`, t.where(misread), id))
	}
	switch {
	case opens:
		t.sink.Warn(fmt.Sprintf("%s: the group %q was secret and is opened: everybody sees what was said in it", where, id))
	case refused:
		t.sink.Warn(fmt.Sprintf(`%s: the group %q stays secret: what says "secret":false is not dated, or not newer than what says that it is secret`, where, id))
	}
}

// knownGroups returns the communities that the file refers to, as they will be once it is imported.
func (t *translator) knownGroups() map[graph.Key]graph.Community {
	known := map[graph.Key]graph.Community{}
	for key, fact := range t.stored.nodes {
		if key.Kind() == graph.KindCommunity {
			known[key] = graph.As[graph.Community](fact)
		}
	}
	for id, each := range t.first.groups {
		if key := t.Community(id); each.described() || each.secret || known[key] == (graph.Community{}) {
			known[key], _, _ = t.first.communityOf(id, known[key])
		}
	}
	return known
}

// closeSecretElsewhere takes a group as secret that another source knows as secret under the same id, unless the file
// says that it is not.
func (t *translator) closeSecretElsewhere(ctx context.Context) error {
	others, err := t.OtherSources(ctx, t.reader.Store)
	if err != nil {
		return err
	}
	for _, other := range others {
		elsewhere, ids, keys := source.NewKeys(other, t.Namer), map[graph.Key]string{}, []graph.Key{}
		for id, of := range t.first.groups {
			if key := elsewhere.Community(id); !of.isOpen && !of.secret {
				ids[key], keys = id, append(keys, key)
			}
		}
		found, err := t.reader.Store.Facts(ctx, graph.Brief, keys...)
		if err != nil {
			return fmt.Errorf("read which groups of %q are secret: %w", other, err)
		}
		for _, fact := range found {
			if id := ids[fact.Key]; graph.As[graph.Community](fact).Secret && t.first.groups[id].described() {
				t.first.groups[id].secret = true
				t.sink.Warn(fmt.Sprintf("the group %q is taken as secret, since it is secret in the source %q", id, other))
			}
		}
	}
	return nil
}

// sample returns some of what the file holds.
func (t *translator) sample() source.Sample {
	out := t.first.sample
	for _, id := range slices.Sorted(maps.Keys(t.first.groups)) {
		if _, stored := t.stored.nodes[t.Community(id)]; !stored && len(out.Groups) < source.SampleSize {
			out.Groups = append(out.Groups, id)
		}
	}
	for id, c := range t.first.contributions {
		if _, stored := t.stored.nodes[t.Contribution(id)]; c.line == 0 && !stored {
			out.Mentioned = append(out.Mentioned, id)
		}
	}
	slices.Sort(out.Mentioned)
	out.Mentioned = out.Mentioned[:min(len(out.Mentioned), source.SampleSize)]
	return out
}
