package access

import (
	"context"

	"github.com/sachant/sachant/graph"
)

// Links visits edges as [graph.Linker] says, those that the viewer may see, both ends included.
// Fields that the viewer may not see are empty.
func (v *View) Links(ctx context.Context, nodes []graph.Key, direction graph.Direction, visit func(graph.Link) error, kinds ...graph.Kind) error {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return err
	}
	links, err := v.openLinks(ctx, nodes, direction, kinds)
	if err != nil {
		return err
	}
	visible, err := v.visibleLinks(ctx, links)
	if err != nil {
		return err
	}
	for _, link := range visible {
		if err := visit(link); err != nil {
			return err
		}
	}
	return nil
}

// openLinks are those whose own audience holds the viewer. That is asked first, as they come:
// most of what is hidden is hidden by it, and then nobody need keep it or look at its ends.
func (v *View) openLinks(ctx context.Context, nodes []graph.Key, direction graph.Direction, kinds []graph.Kind) ([]graph.Link, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	var links []graph.Link
	err := graph.Links(ctx, v.gate.reader, nodes, direction, func(link graph.Link) error {
		if v.opens(link) {
			links = append(links, link)
		}
		return nil
	}, kinds...)
	return links, err
}

// visibleLinks keeps, in place, what the viewer may see of links.
func (v *View) visibleLinks(ctx context.Context, links []graph.Link) ([]graph.Link, error) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	open := links[:0]
	for _, link := range links {
		if v.opens(link) {
			open = append(open, link)
		}
	}
	if err := v.judgeNodes(ctx, endsOf(open, v.seen)); err != nil {
		return nil, err
	}
	visible := open[:0]
	for _, link := range open {
		if v.seen[link.From] && v.seen[link.To] {
			visible = append(visible, v.redactLink(link))
		}
	}
	return visible, nil
}

// endsOf are the ends of links that are not decided yet, each once.
func endsOf(links []graph.Link, decided map[graph.Key]bool) []graph.Key {
	var ends []graph.Key
	wanted := map[graph.Key]bool{}
	want := func(end graph.Key) {
		if _, known := decided[end]; !known && !wanted[end] {
			wanted[end] = true
			ends = append(ends, end)
		}
	}
	for _, link := range links {
		want(link.From)
		want(link.To)
	}
	return ends
}

// Visible keeps the nodes that exist and that the viewer may see, in order.
func (v *View) Visible(ctx context.Context, nodes ...graph.Key) ([]graph.Key, error) {
	labels, err := v.Labels(ctx)
	if err != nil || len(labels) == 0 {
		return nil, err
	}
	v.mutex.Lock()
	defer v.mutex.Unlock()
	var undecided, visible []graph.Key
	for _, node := range nodes {
		if _, known := v.seen[node]; !known {
			undecided = append(undecided, node)
		}
	}
	if err := v.judgeNodes(ctx, undecided); err != nil {
		return nil, err
	}
	for _, node := range nodes {
		if v.seen[node] {
			visible = append(visible, node)
		}
	}
	return visible, nil
}

// judgeNodes decides about nodes by their keys.
func (v *View) judgeNodes(ctx context.Context, nodes []graph.Key) error {
	if nodes = v.recall(nodes); len(nodes) == 0 {
		return nil
	}
	facts, err := v.gate.reader.Facts(ctx, graph.Brief, nodes...)
	if err != nil {
		return err
	}
	return v.decide(ctx, facts)
}

// opens reports whether the edge's own audience holds the viewer. To most viewers an edge says
// nothing about themselves or those they manage; then it depends on what it is alone.
func (v *View) opens(link graph.Link) bool {
	about := aboutEdge{kind: link.Kind}
	if value, ok := link.Value.(graph.Declares); ok {
		about.published = value.Published
	}
	if about != v.about {
		v.about, v.told = about, ofEdge(stranger, stranger, link.Value).Meets(v.labels)
	}
	open := v.told
	if open || len(v.near) == 0 || !v.near[link.From] && !v.near[link.To] {
		return open
	}
	return ofEdge(link.From, link.To, link.Value).Meets(v.labels)
}

// aboutEdge is all that the audience of an edge depends on besides its ends.
type aboutEdge struct {
	kind      graph.Kind
	published bool
}

// stranger is nobody whom a viewer is, or manages.
const stranger graph.Key = "person/"

func (v *View) redactLink(link graph.Link) graph.Link {
	if fields := v.gate.fields[link.Kind]; len(fields) > 0 {
		link.Value = v.emptied(fields, link.From, link.Value)
	}
	return link
}
