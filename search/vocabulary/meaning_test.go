package vocabulary_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/vocabulary"
)

// plain masks nothing.
type plain struct{}

func (plain) Mask(text string) string { return text }

// embedder is a client of a server that gives texts directions in degrees; of others each its own. It counts what it is
// asked for.
func embedder(t testing.TB, degrees map[string]float64, asked *[]string) *model.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Input []string }
		_ = json.NewDecoder(r.Body).Decode(&request)
		var data []string
		for i, text := range request.Input {
			*asked = append(*asked, text)
			vector := make([]float64, 40)
			vector[2+len(text)] = 1
			if angle, given := degrees[text]; given {
				vector = append([]float64{math.Cos(angle * math.Pi / 180), math.Sin(angle * math.Pi / 180)}, make([]float64, 38)...)
			}
			numbers, _ := json.Marshal(vector)
			data = append(data, fmt.Sprintf(`{"index":%d,"embedding":%s}`, i, numbers))
		}
		_, _ = io.WriteString(w, `{"data":[`+strings.Join(data, ",")+`]}`)
	}))
	t.Cleanup(server.Close)
	client, err := model.New(model.Config{URL: server.URL, Embedding: "near"}, plain{})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// What no word brings to a concept is linked where a model finds it the same, asked about where it is alike, and where
// two concepts are about as near; it is one of its own below. No model is told of what it must not know, or of what words
// have decided.
func TestTheLastStepOfMatchingIsMeaning(t *testing.T) {
	store := storeOf(t, concept("c-1", "rome", "Recouvrement@fr"), concept("c-2", "rome", "Chaudronnerie@fr"), concept("c-3", "rome", "Tôlerie@fr"),
		concept("c-4", "rome", "Accueil@fr"), concept("c-5", "rome", "Paie@fr"),
		skill("dunning", "Dunning"), skill("metal", "Blechbau"), skill("hello", "Front desk"), skill("tai-chi", "Tai-chi"), skill("paie", "Paie"), skill("secret", "Rachat"))
	asked := []string(nil)
	client := embedder(t, map[string]float64{
		"Recouvrement": 0, "Dunning": 5, "Chaudronnerie": 80, "Tôlerie": 82, "Blechbau": 81, "Accueil": 180, "Front desk": 147,
	}, &asked)
	meaning := vocabulary.Meaning{From: client, May: func(fact graph.Fact) bool { return fact.Key != "skill/secret" }}
	plan, err := matcherOf(t, store).Plan(t.Context(), store, &meaning)
	if err != nil {
		t.Fatal(err)
	}
	var links, questions []string
	for _, link := range plan.Links {
		links = append(links, string(link.Key)+" by "+graph.As[graph.SameAs](link).By)
	}
	for _, question := range plan.Questions {
		questions = append(questions, fmt.Sprint(question.Skill.Key, " ", len(question.Candidates), " ", question.Candidates[0].By))
	}
	if got, want := strings.Join(links, "\n"), "skill/dunning -same_as-> concept/c-1 by meaning\nskill/paie -same_as-> concept/c-5 by label"; got != want {
		t.Errorf("linked are\n%s\nwant\n%s", got, want)
	}
	if got, want := strings.Join(questions, "\n"), "skill/hello 1 meaning\nskill/metal 2 meaning"; got != want {
		t.Errorf("asked about are\n%s\nwant\n%s", got, want)
	}
	if plan.Own != 2 || strings.Contains(strings.Join(asked, "\n"), "Rachat") {
		t.Errorf("%d are of their own, and the model was asked for %q", plan.Own, asked)
	}
}

// A model that fails leaves the plan that words give.
func TestMatchingGoesOnWithoutTheModel(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	client, err := model.New(model.Config{URL: server.URL, Embedding: "near", Wait: func(context.Context, time.Duration) error { return nil }}, plain{})
	if err != nil {
		t.Fatal(err)
	}
	store := storeOf(t, concept("c-1", "rome", "Paie@fr"), skill("paie", "Paie"), skill("dunning", "Dunning"))
	plan, err := matcherOf(t, store).Plan(t.Context(), store, &vocabulary.Meaning{From: client, May: func(graph.Fact) bool { return true }})
	if len(plan.Links) != 1 || plan.Own != 1 || err == nil || !strings.Contains(err.Error(), "knows no such address or model") {
		t.Errorf("planned %+v, %v", plan, err)
	}
}
