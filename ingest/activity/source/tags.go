package source

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// Tagger turns tags into skills, and describes each of them once.
type Tagger struct {
	sink      ingest.Sink
	emitted   map[string]bool
	spellings map[string]string // of tags, by slug
	// Descriptions of tags, by slug, become the definitions of skills that are not known yet.
	Descriptions map[string]string
}

// NewTagger returns a tagger. Spellings of tags go by slug; a tag that is not among them keeps its own.
func NewTagger(sink ingest.Sink, spellings map[string]string) Tagger {
	return Tagger{sink: sink, emitted: map[string]bool{}, spellings: spellings}
}

// About returns the edges from a contribution to the skills of its tags. Where create is false, a tag
// finds stored skills only.
func (t Tagger) About(where ingest.Where, contribution graph.Key, tags []string, create bool) ([]graph.Fact, error) {
	var edges []graph.Fact
	done := map[string]bool{}
	for _, tag := range tags {
		if graph.IsLongLabel(tag) {
			t.sink.Warn(fmt.Sprintf("%s: the tag %.40q... is longer than %d characters and was left out", where, tag, graph.MaxLabel))
			continue
		}
		slug := graph.Slug(tag)
		if strings.Trim(slug, "+#.-") == "" || done[slug] {
			continue
		}
		done[slug] = true
		label := strings.TrimSpace(cmp.Or(t.spellings[slug], tag))
		skill := ingest.Reference(graph.KindSkill, "label", label)
		edges = append(edges, graph.Edge(contribution, "", skill, "", graph.About{}))
		if !create || t.emitted[slug] {
			continue
		}
		t.emitted[slug] = true
		described := graph.Fact{Key: skill, Value: graph.Skill{PrefLabel: label, Definition: t.Descriptions[slug]}}
		if err := t.sink.Emit(ingest.Statement{Where: where, Facts: []graph.Fact{described}}); err != nil {
			return nil, err
		}
	}
	return edges, nil
}
