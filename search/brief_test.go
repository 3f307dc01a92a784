package search_test

import (
	"testing"

	"github.com/sachant/sachant/graph"
)

// TestABriefAnswerCountsWhereItHelped: a few words say nothing of what their author knows, unless the asker accepted
// them. The likes of colleagues make nobody an expert.
func TestABriefAnswerCountsWhereItHelped(t *testing.T) {
	const brief = "Moi je mets trois élingues et ça passe."
	const whole = "Deux élingues à 60 degrés suffisent pour un faisceau de tubes, avec un palonnier et des cales aux appuis."
	for _, test := range []struct {
		said            string
		accepted, liked bool
		want            string
	}{
		{brief, false, false, ""},
		{brief, true, false, "paul"},
		{brief, false, true, ""},
		{whole, false, false, "paul"},
	} {
		c := newCompany(t)
		paul := c.person("paul", "", "")
		answer := c.shortAnswer(paul, c.ask("q", "Comment lever les tubes ?", "", "2026-03-01"), "a", test.said, "2026-03-01", test.accepted)
		if test.liked {
			c.edge(c.person("rita", "", ""), "", answer, graph.Likes{At: at("2026-03-02")})
		}
		if got := names(c.open().find("élingues")); got != test.want {
			t.Errorf("%q (accepted: %v, liked: %v) finds %q, want %q", test.said, test.accepted, test.liked, got, test.want)
		}
	}
}
