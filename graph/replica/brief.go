package replica

import (
	"slices"

	"github.com/sachant/sachant/graph"
)

// packedContribution is a [graph.Contribution] in a third of the memory, with two pointers in it where that has
// seven: a company has a million, and the garbage collector follows each.
type packedContribution struct {
	title, url string
	published  packedValue
	language   uint32 // a text, by number
	form       uint8  // a place among the forms
}

// Kind is that of what it stands for.
func (packedContribution) Kind() graph.Kind { return graph.KindContribution }

// forms are the types of contributions that need not be looked up; the first is any other.
func forms() [5]string {
	return [...]string{"", graph.TypeQuestion, graph.TypeAnswer, graph.TypeNote, graph.TypeArticle}
}

func formOf(name string) uint8 {
	all := forms()
	return uint8(max(slices.Index(all[:], name), 0))
}

// packNode is what a node keeps of a value: a brief where all of a contribution is in it.
func (n *interner) packNode(value graph.Value) graph.Value {
	contribution, is := value.(graph.Contribution)
	if !is || contribution.Content != "" || contribution.Likes != nil || contribution.Dislikes != nil {
		return value
	}
	form := formOf(contribution.Type)
	published, fits := stampOf(contribution.PublishedAt)
	if form == 0 || !fits {
		return value
	}
	return packedContribution{contribution.Title, contribution.URL, published, n.text(contribution.Language), form}
}

// whole is the value that a node has.
func (s *Snapshot) whole(value graph.Value) graph.Value {
	short, is := value.(packedContribution)
	if !is {
		return value
	}
	return graph.Contribution{
		Type: forms()[short.form], Title: short.title, Language: s.texts[short.language], URL: short.url, PublishedAt: timeOf(short.published),
	}
}
