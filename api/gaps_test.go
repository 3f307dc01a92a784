package api

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sachant/sachant/api/hr"
	"github.com/sachant/sachant/api/page"
)

// A page of gaps leads on where there are more skills than it shows, and one of a skill where there are more people.
func TestGapsLeadOn(t *testing.T) {
	for address, want := range map[string][3]int{
		"/hr/gaps?unit=u&skip=100":                {100, 0, 0},
		"/hr/gaps?unit=u&skill=skill/s":           {0, 100, 0},
		"/hr/gaps?unit=u&skill=skill/s&skip=100":  {0, 100, 100},
		"/hr/gaps?unit=u&skill=skill/s&skip=-100": {0, 100, 0},
	} {
		got := hr.GapVariables(httptest.NewRequestWithContext(t.Context(), "GET", address, nil))
		if got["skip"] != want[0] || got["people"] != want[1] || got["peopleSkip"] != want[2] {
			t.Errorf("%s asks for %v, want %v", address, got, want)
		}
	}
	for scene, query := range map[string]string{"gaps": "totalCount", "gaps_people": "required"} {
		answer := answerOf(t, scene)
		team := answer["teamGaps"].(map[string]any)
		for _, of := range append([]any{team}, team["entries"].([]any)...) {
			if _, there := of.(map[string]any)[query]; there {
				of.(map[string]any)[query] = 250.0
			}
		}
		for tag, r := range renderers(t) {
			for skip, leads := range map[string]bool{"": true, "&skip=100": true, "&skip=200": false} {
				page, err := r.Render("gaps", page.Data{Here: "/hr/gaps?unit=unit/achats" + skip, Data: answer, Today: "2026-07-01"})
				if err != nil {
					t.Fatal(err)
				}
				if got := strings.Contains(string(page), `rel="next"`); got != leads {
					t.Errorf("%s: %s%s leads on: %v", tag, scene, skip, got)
				}
			}
		}
	}
}
