package adoption_test

import (
	"testing"

	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/adoption"
)

func TestIndicatorsAreSumsOfWhatIsTold(t *testing.T) {
	got := adoption.Of([]access.Participation{
		{Community: "community/a", Active: true, Members: access.Tally{Count: 12, Told: true}, Questions: 10, Answered: 8, AnsweredTold: true},
		{Community: "community/b", Dormant: true, Questions: 7},
		{Community: "community/c", Members: access.Tally{Count: 40, Told: true}, Questions: 5, Answered: 5, AnsweredTold: true},
	})
	if got.Active != 1 || got.Dormant != 1 || got.Questions != 15 || got.Answered != 13 || got.Communities[0].Community != "community/c" {
		t.Errorf("the indicators are %+v", got)
	}
	if _, told := got.Share(); told {
		t.Error("a share is told of nobody")
	}
	got.People, got.Published = 60, access.Tally{Count: 15, Told: true}
	if share, told := got.Share(); !told || share != 0.25 {
		t.Errorf("the share is %v", share)
	}
}
