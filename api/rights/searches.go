package rights

import (
	"net/http"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/graph/access"
)

// exportedRanking is how somebody stands when a skill of theirs is searched for: the score, and the reasons that it is made of.
type exportedRanking struct {
	Skill   string           `json:"skill"`
	Score   float64          `json:"score"`
	Reasons []exportedReason `json:"reasons"`
}

type exportedReason struct {
	Kind   string  `json:"kind"`
	Text   string  `json:"text"`
	Points float64 `json:"points"`
}

// exportedShown is how often somebody was shown about a topic in answers to searches, by the role of who searched; Count is null
// where it is too small to be told.
type exportedShown struct {
	Kind  string   `json:"kind"`
	Skill string   `json:"skill,omitempty"`
	Role  string   `json:"role"`
	Count *float64 `json:"count"`
}

// topic returns what the evidence is about, in words.
func (e exportedShown) topic(t *page.Translator) string {
	if e.Skill != "" {
		return e.Skill
	}
	return t.Label("shown.kind", e.Kind)
}

// count returns the number in words.
func (e exportedShown) count(t *page.Translator) string {
	if e.Count == nil {
		return t.Label("shown", "few")
	}
	return t.Text(*e.Count)
}

// addSearches adds how the viewer is found when each skill of theirs is searched for, and how often others were shown them.
func (all *exported) addSearches(s *page.Server, r *http.Request, view *access.View) error {
	data, err := s.Ask(r, view, "export_ranking", map[string]any{"language": page.LanguageName(r)})
	if err != nil {
		return err
	}
	all.Ranking, all.ShownFor = []exportedRanking{}, []exportedShown{}
	for _, one := range objects(data["standings"]) {
		skill, _ := one["skill"].(map[string]any)
		expert, _ := one["expert"].(map[string]any)
		ranking := exportedRanking{Skill: page.PlainText(skill["prefLabel"]), Reasons: []exportedReason{}}
		ranking.Score, _ = expert["score"].(float64)
		for _, reason := range objects(expert["reasons"]) {
			points, _ := reason["points"].(float64)
			ranking.Reasons = append(ranking.Reasons, exportedReason{page.PlainText(reason["kind"]), page.PlainText(reason["text"]), points})
		}
		all.Ranking = append(all.Ranking, ranking)
	}
	kept, _ := data["myData"].(map[string]any)
	for _, one := range objects(kept["shownFor"]) {
		skill, _ := one["skill"].(map[string]any)
		shown := exportedShown{Kind: page.PlainText(one["kind"]), Skill: page.PlainText(skill["prefLabel"]), Role: page.PlainText(one["role"])}
		if count, told := one["count"].(float64); told {
			shown.Count = &count
		}
		all.ShownFor = append(all.ShownFor, shown)
	}
	return nil
}

// objects returns the objects of a list of JSON.
func objects(value any) (all []map[string]any) {
	list, _ := value.([]any)
	for _, one := range list {
		if object, is := one.(map[string]any); is {
			all = append(all, object)
		}
	}
	return all
}
