// Package home chooses what somebody finds on their first page: what is new in what they follow, people and communities that may
// be worth knowing, each with the reason, and one of their skills to confirm. All is read through their view. Nothing comes of a
// community that is secret, and nothing is told of who works when.
package home

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/recent"
	"github.com/sachant/sachant/search/text"
)

// The reasons for which something is shown.
const (
	FollowedPerson = "person"    // a person that they follow wrote it
	OwnCommunity   = "community" // it is in a community of theirs
	OwnSkill       = "skill"     // it is about a skill that they declare
	OwnSearch      = "search"    // it has the words of a search that they keep
	AnsweredThem   = "answered"  // who answered questions of theirs
	FollowedByMany = "followed"  // a person followed by people that they follow
	UnitMembers    = "unit"      // of which people of their unit are members
	FollowedsIn    = "followeds" // a community of people that they follow
)

// News is something that was written lately.
type News struct {
	Contribution graph.Key
	On           graph.Day
	// Reason is FollowedPerson, OwnCommunity or OwnSkill, and Because what of theirs it is; or OwnSearch, and Words those of the
	// search.
	Reason  string
	Because graph.Key
	Words   string
}

// interests are what somebody follows.
type interests struct {
	people, communities, skills map[graph.Key]bool
	searches                    []search
}

// search is one that somebody keeps.
type search struct {
	asked  string
	words  []text.PlainWord
	seenAt time.Time
}

// finds reports whether something was written since somebody last looked and has all words of their search.
func (s search) finds(item recent.Item) bool {
	missing := slices.ContainsFunc(s.words, func(word text.PlainWord) bool { return !item.Words[word.Text] })
	return !missing && len(s.words) > 0 && item.At.After(s.seenAt)
}

// ReadNews returns what was written lately of what the viewer follows, the latest first, and nothing of their own.
func ReadNews(ctx context.Context, view *access.View, table *recent.Table, today graph.Day, most int) ([]News, error) {
	me := view.Viewer().Person
	if me == "" {
		return nil, nil
	}
	of, err := interestsOf(ctx, view, me)
	if err != nil {
		return nil, fmt.Errorf("read what somebody follows: %w", err)
	}
	items, err := table.Items(ctx, view, today)
	if err != nil {
		return nil, err
	}
	var found []News
	for _, item := range items {
		if one := of.reason(item); one.Reason != "" && item.On <= today && !slices.Contains(item.Authors, me) {
			found = append(found, one)
		}
		if len(found) == 2*most { // some may be hidden from the viewer
			break
		}
	}
	return visibleNews(ctx, view, found, most)
}

// reason returns why something is new for somebody; without a reason where it is not.
func (i interests) reason(item recent.Item) News {
	for _, author := range item.Authors {
		if i.people[author] {
			return News{item.Key, item.On, FollowedPerson, author, ""}
		}
	}
	for _, search := range i.searches {
		if search.finds(item) {
			return News{item.Key, item.On, OwnSearch, "", search.asked}
		}
	}
	if item.Question != "" {
		return News{} // of answers, those of people that they follow and those that a search finds
	}
	if item.Community != "" && i.communities[item.Community] {
		return News{item.Key, item.On, OwnCommunity, item.Community, ""}
	}
	for _, skill := range item.Skills {
		if i.skills[skill] {
			return News{item.Key, item.On, OwnSkill, skill, ""}
		}
	}
	return News{}
}

func visibleNews(ctx context.Context, view *access.View, found []News, most int) ([]News, error) {
	keys := make([]graph.Key, 0, 2*len(found))
	for _, one := range found {
		keys = append(keys, one.Contribution)
		if one.Because != "" {
			keys = append(keys, one.Because)
		}
	}
	facts, err := view.Facts(ctx, graph.Brief, keys...)
	seen := graph.ByKey(facts)
	kept := slices.DeleteFunc(found, func(one News) bool {
		_, contribution := seen[one.Contribution]
		_, because := seen[one.Because]
		return !contribution || !because && one.Because != ""
	})
	return kept[:min(len(kept), most)], err
}

func interestsOf(ctx context.Context, view *access.View, me graph.Key) (of interests, err error) {
	of = interests{map[graph.Key]bool{}, map[graph.Key]bool{}, map[graph.Key]bool{}, nil}
	edges, err := view.Edges(ctx, []graph.Key{me}, graph.Out, graph.KindFollows, graph.KindMemberOf, graph.KindDeclares, graph.KindSubscribes)
	for _, edge := range edges {
		switch edge.Key.Kind() {
		case graph.KindFollows:
			of.people[edge.To()] = true
		case graph.KindMemberOf:
			of.communities[edge.To()] = true
		case graph.KindDeclares:
			of.skills[edge.To()] = true
		case graph.KindSubscribes:
			if kept := graph.As[graph.Subscribes](edge); kept.Words != "" {
				of.searches = append(of.searches, search{kept.Words, text.NewPlain().Words(kept.Words), kept.SeenAt})
			}
		}
	}
	return of, err
}

// Acquaintance is a person or a community that may be worth knowing.
type Acquaintance struct {
	Key graph.Key
	// Reason is AnsweredThem or FollowedByMany of a person, UnitMembers or FollowedsIn of a community; Count is how often, or how many.
	Reason string
	Count  int
}

// few is how many people, at least, are a reason.
const few = 2

// near is the viewer and the people they follow, as every colleague may see them: what is counted from there on is of no community that
// is closed.
type near struct {
	view         *access.View // of a colleague
	me, followed []graph.NodeID
}

// readNear returns what is near the viewer; false where they have no page that colleagues see.
func readNear(ctx context.Context, view *access.View) (n near, is bool, err error) {
	me := view.Viewer().Person
	if me == "" {
		return n, false, nil
	}
	edges, err := view.Edges(ctx, []graph.Key{me}, graph.Out, graph.KindFollows)
	if err != nil {
		return n, false, fmt.Errorf("read whom somebody follows: %w", err)
	}
	keys := make([]graph.Key, len(edges))
	for i, edge := range edges {
		keys[i] = edge.To()
	}
	n.view = view.AsColleague()
	if n.me, err = n.view.NodeIDs(ctx, me); err != nil {
		return n, false, err
	}
	n.followed, err = n.view.NodeIDs(ctx, keys...)
	n.followed = slices.DeleteFunc(n.followed, func(node graph.NodeID) bool { return node == 0 })
	return n, n.me[0] != 0, err
}

// People returns people that the viewer does not follow and may want to know, the strongest reason first.
func People(ctx context.Context, view *access.View, most int) ([]Acquaintance, error) {
	n, is, err := readNear(ctx, view)
	if !is || err != nil {
		return nil, err
	}
	counts := map[reasonOf]int{}
	second, err := n.view.AppendEdges(ctx, nil, n.followed, graph.Out, graph.KindFollows)
	for _, edge := range second {
		counts[reasonOf{edge.To, FollowedByMany}]++
	}
	if err != nil {
		return nil, err
	}
	if err := answering(ctx, n.view, n.me, counts); err != nil {
		return nil, err
	}
	known := map[graph.NodeID]bool{n.me[0]: true}
	for _, person := range n.followed {
		known[person] = true
	}
	found := strongest(n.view, counts, func(person graph.NodeID, reason string, count int) bool {
		return !known[person] && (reason == AnsweredThem || count >= few)
	})
	return rankable(ctx, view, found, most)
}

// rankable leaves out the people who object to be found as somebody who knows.
func rankable(ctx context.Context, view *access.View, found []Acquaintance, most int) ([]Acquaintance, error) {
	keys := make([]graph.Key, len(found))
	for i, one := range found {
		keys[i] = one.Key
	}
	nodes, err := view.NodeIDs(ctx, keys...)
	if err != nil {
		return nil, err
	}
	kept, err := view.KeepRanked(ctx, nodes)
	if err != nil {
		return nil, err
	}
	var shown []Acquaintance
	for i, one := range found {
		if nodes[i] != 0 && slices.Contains(kept, nodes[i]) && len(shown) < most {
			shown = append(shown, one)
		}
	}
	return shown, nil
}

// answering counts who answered what somebody asked.
func answering(ctx context.Context, view *access.View, person []graph.NodeID, counts map[reasonOf]int) error {
	asked, err := ends(ctx, view, person, graph.Out, graph.KindAuthored)
	if err != nil {
		return err
	}
	answers, err := ends(ctx, view, asked, graph.Into, graph.KindAnswers)
	if err != nil {
		return err
	}
	authors, err := view.AppendEdges(ctx, nil, answers, graph.Into, graph.KindAuthored)
	for _, edge := range authors {
		counts[reasonOf{edge.From, AnsweredThem}]++
	}
	return err
}

// Communities returns communities of which the viewer is no member and people near them are, where most are first.
func Communities(ctx context.Context, view *access.View, most int) ([]Acquaintance, error) {
	n, is, err := readNear(ctx, view)
	if !is || err != nil {
		return nil, err
	}
	units, err := ends(ctx, n.view, n.me, graph.Out, graph.KindInUnit)
	if err != nil {
		return nil, err
	}
	unit, err := ends(ctx, n.view, units, graph.Into, graph.KindInUnit)
	if err != nil {
		return nil, err
	}
	counts := map[reasonOf]int{}
	for reason, people := range map[string][]graph.NodeID{UnitMembers: unit, FollowedsIn: n.followed} {
		memberships, err := n.view.AppendEdges(ctx, nil, people, graph.Out, graph.KindMemberOf)
		if err != nil {
			return nil, err
		}
		for _, edge := range memberships {
			counts[reasonOf{edge.To, reason}]++
		}
	}
	return open(ctx, n, counts, most)
}

// open keeps the communities that are not secret and of which the viewer is no member.
func open(ctx context.Context, n near, counts map[reasonOf]int, most int) ([]Acquaintance, error) {
	own, err := ends(ctx, n.view, n.me, graph.Out, graph.KindMemberOf)
	if err != nil {
		return nil, err
	}
	found := strongest(n.view, counts, func(community graph.NodeID, _ string, count int) bool {
		return count >= few && !slices.Contains(own, community)
	})
	keys := make([]graph.Key, len(found))
	for i, one := range found {
		keys[i] = one.Key
	}
	facts, err := n.view.Facts(ctx, graph.Brief, keys...)
	byKey := graph.ByKey(facts)
	found = slices.DeleteFunc(found, func(one Acquaintance) bool {
		community, is := byKey[one.Key].Value.(graph.Community)
		return !is || community.IsClosed()
	})
	return found[:min(len(found), most)], err
}

// reasonOf is a thing with a reason to know it.
type reasonOf struct {
	node   graph.NodeID
	reason string
}

// maxStrongest bounds how many are read to show a few of them.
const maxStrongest = 40

// strongest returns each wanted thing with its strongest reason.
func strongest(view *access.View, counts map[reasonOf]int, wanted func(graph.NodeID, string, int) bool) []Acquaintance {
	best := map[graph.NodeID]Acquaintance{}
	for one, count := range counts {
		before := best[one.node]
		if wanted(one.node, one.reason, count) && (count > before.Count || count == before.Count && one.reason < before.Reason) {
			best[one.node] = Acquaintance{view.Key(one.node), one.reason, count}
		}
	}
	found := slices.SortedFunc(maps.Values(best), func(a, b Acquaintance) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	return found[:min(len(found), maxStrongest)]
}

// ends returns the nodes that edges of a kind lead to, each once.
func ends(ctx context.Context, view *access.View, nodes []graph.NodeID, direction graph.Direction, kind graph.Kind) ([]graph.NodeID, error) {
	edges, err := view.AppendEdges(ctx, nil, nodes, direction, kind)
	if err != nil {
		return nil, fmt.Errorf("read what is near somebody: %w", err)
	}
	found := make([]graph.NodeID, len(edges))
	for i, edge := range edges {
		if found[i] = edge.To; direction == graph.Into {
			found[i] = edge.From
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}
