package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/rank"
)

// maxRing is how many people may accept each other's answers in a ring that counts next to nothing: where more people
// than these stand behind an asker, directly or through others, the asker is one of a community.
const maxRing = 24

// acceptances are the answers of people that were accepted, up to a day.
type acceptances struct {
	*collector
	by map[graph.NodeID][]graph.Acceptance // by the author of the answer
}

// weighAcceptances marks acceptances that confirm nothing: those that two people exchange, those that a few give each
// other in a ring, and further ones by the same asker.
func (c *collector) weighAcceptances(ctx context.Context, evidence []rank.Evidence, sources []source) error {
	a := acceptances{c, map[graph.NodeID][]graph.Acceptance{}}
	var people []graph.NodeID
	for i := range evidence {
		if evidence[i].Asker != 0 {
			people = append(people, sources[i].person, evidence[i].Asker)
		}
	}
	if err := a.read(ctx, people); err != nil {
		return err
	}
	behind := map[graph.NodeID]map[graph.NodeID]bool{} // askers who stand behind an asker; nil where there are many
	for i := range evidence {
		piece, person := &evidence[i], sources[i].person
		if piece.Asker == 0 {
			continue
		}
		piece.Repeated = a.isRepeated(person, piece)
		if _, known := behind[piece.Asker]; !known {
			var err error
			if behind[piece.Asker], err = a.behind(ctx, piece.Asker); err != nil {
				return err
			}
		}
		piece.Exchanged = slices.ContainsFunc(a.by[piece.Asker], func(one graph.Acceptance) bool { return one.Asker == person })
		piece.Ring = behind[piece.Asker][person] && !piece.Exchanged
	}
	return nil
}

// read reads the answers of people that were accepted, once for each.
func (a *acceptances) read(ctx context.Context, people []graph.NodeID) error {
	slices.Sort(people)
	people = slices.DeleteFunc(slices.Compact(people), func(person graph.NodeID) bool { _, known := a.by[person]; return known })
	found, err := a.view.AppendAcceptances(ctx, nil, people)
	found = slices.DeleteFunc(found, func(one graph.Acceptance) bool { return one.On > a.today })
	for _, person := range people { // in the order of what was found
		of := 0
		for of < len(found) && found[of].Author == person {
			of++
		}
		a.by[person], found = found[:of:of], found[of:]
	}
	return err
}

// isRepeated reports whether the asker accepted an earlier answer of the person.
func (a *acceptances) isRepeated(person graph.NodeID, piece *rank.Evidence) bool {
	first := graph.Acceptance{}
	for _, one := range a.by[person] {
		if one.Asker == piece.Asker && (first.Answer == 0 || a.compare(one, first) < 0) {
			first = one
		}
	}
	return first.Answer != 0 && a.view.Key(first.Answer) != piece.Fact
}

// compare orders acceptances by day, then by the key of the answer.
func (a *acceptances) compare(x, y graph.Acceptance) int {
	if x.On != y.On {
		return cmp.Compare(x.On, y.On)
	}
	return cmp.Compare(a.view.Key(x.Answer), a.view.Key(y.Answer))
}

// behind returns those who accepted an answer of an asker, or of one of these, and so on; nil where they are more than
// [maxRing].
func (a *acceptances) behind(ctx context.Context, asker graph.NodeID) (map[graph.NodeID]bool, error) {
	found, next := map[graph.NodeID]bool{}, []graph.NodeID{asker}
	for len(next) > 0 {
		if err := a.read(ctx, slices.Clone(next)); err != nil {
			return nil, err
		}
		var further []graph.NodeID
		for _, person := range next {
			for _, one := range a.by[person] {
				if !found[one.Asker] {
					found[one.Asker], further = true, append(further, one.Asker)
				}
			}
			if len(found) > maxRing {
				return nil, nil
			}
		}
		next = further
	}
	return found, nil
}
