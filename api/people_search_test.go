package api

import (
	"net/url"
	"regexp"
	"testing"

	"github.com/sachant/sachant/graph"
)

// A recruiter finds people by criteria, keeps the search for a purpose until a day, opens it again, changes and deletes it. For
// others there is no such page, and nothing of it.
func TestPeopleByCriteriaOnAPage(t *testing.T) {
	handler := company(t, append(story(), shown(graph.Edge(worker, graph.PurposeOfMove(graph.MoveMission), worker, string(worker), graph.Consents{On: "2026-01-02"}))...))
	const page = "/mobility/search"
	asked := page + "?skill=soudage+tig&level=3&how=and&unit=Atelier&willing=mission"
	contains(t, get(handler, "recruiter", asked), "1 personne", "Willem Thys", `name="criteria"`)
	for _, none := range []string{"?skill=soudage+tig&level=4&how=and", "?skill=soudage+tig&how=not", "?willing=mentoring", "?site=Paris", "?skill=soudage+tig&evidence=validated&how=or"} {
		lacks(t, get(handler, "recruiter", page+none), "Willem Thys")
	}
	lacks(t, get(handler, "recruiter", page), "Willem Thys")
	unknown := get(handler, "recruiter", page+"?skill=Inconnue&how=not&unit=Atelier")
	contains(t, unknown, `role="alert"`, "il n&#39;y a pas de compétence", `value="Inconnue"`, `value="Atelier"`)
	if unknown.status != 422 {
		t.Errorf("an unknown skill is answered with %d", unknown.status)
	}
	for _, other := range []string{"colleague", "worker", "boss", "guest"} {
		if got := get(handler, other, asked); got.status != 404 {
			t.Errorf("%s gets %d", other, got.status)
		}
		lacks(t, get(handler, other, "/mobility"), page)
	}
	criteria := "how=and&level=3&skill=soudage+tig&unit=Atelier&willing=mission"
	wrong := post(handler, "recruiter", page, url.Values{"criteria": {criteria}, "purpose": {"Un but saisi"}, "expiresOn": {"2020-01-01"}, "back": {page}})
	contains(t, wrong, "Un but saisi", "un dernier jour", "Willem Thys")
	comesBack(t, post(handler, "recruiter", page, url.Values{"criteria": {criteria}, "purpose": {"Renfort de mars"}, "expiresOn": {"2026-12-31"}, "back": {page}}), page)
	kept := get(handler, "recruiter", page)
	contains(t, kept, "Renfort de mars")
	found := regexp.MustCompile(`/mobility/search/[a-z0-9]{20,}`).FindString(kept.body)
	contains(t, get(handler, "recruiter", found), "Willem Thys", "Renfort de mars", "Atelier", "Une mission limitée", page+"?evidence=&amp;how=and&amp;level=3")
	for _, other := range []string{"officer", "colleague", "worker"} {
		if got := get(handler, other, found); got.status != 404 {
			t.Errorf("%s gets the search with %d", other, got.status)
		}
	}
	comesBack(t, post(handler, "recruiter", page+"/delete", url.Values{"search": {"search/" + found[len(page)+1:]}, "back": {page}}), page)
	lacks(t, get(handler, "recruiter", page), "Renfort de mars")
}
