package schema

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

func parsedSchema(t *testing.T) *ast.Schema {
	t.Helper()
	parsed, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: sdl})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// eachField visits the fields of the object types and the inputs that are not the library's.
func eachField(t *testing.T, visit func(of *ast.Definition, field *ast.FieldDefinition)) {
	t.Helper()
	fields := 0
	for _, of := range parsedSchema(t).Types {
		if of.BuiltIn || of.Kind != ast.Object && of.Kind != ast.InputObject {
			continue
		}
		for _, field := range of.Fields {
			if !strings.HasPrefix(field.Name, "__") {
				fields++
				visit(of, field)
			}
		}
	}
	if fields < 300 {
		t.Fatalf("%d fields were walked", fields)
	}
}

// words are the words of a name, in small letters.
func words(name string) []string {
	return strings.Fields(strings.ToLower(regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "$1 $2")))
}

// P-08: nothing of the API turns somebody down, or chooses for a recruiter: a person is put on a list, asked and answered by a
// mutation of somebody, one at a time.
func TestP08NothingTurnsPeopleDown(t *testing.T) {
	turning := []string{"reject", "refuse", "dismiss", "discard", "eliminate", "decline", "autoselect", "preselect", "disqualify"}
	eachField(t, func(of *ast.Definition, field *ast.FieldDefinition) {
		isOfSources := of.Name == "Mutation" && field.Name == "discardSource" // gives up removals, and chooses nobody
		for _, word := range words(field.Name) {
			if slices.Contains(turning, word) && !isOfSources {
				t.Errorf("%s.%s turns people down", of.Name, field.Name)
			}
		}
		if of.Name != "Mutation" {
			return
		}
		for _, input := range parsedSchema(t).Types[field.Arguments[0].Type.Name()].Fields {
			if input.Type.Elem != nil && input.Name == "people" {
				t.Errorf("%s takes many people at once", field.Name)
			}
		}
	})
}

// P-23: people have a score and a place for what is asked alone: no field of a person ranks them, and who asks for nothing finds
// nobody.
func TestP23NobodyHasAPlaceOfTheirOwn(t *testing.T) {
	ranking := []string{"rank", "ranking", "score", "position", "percentile", "leaderboard", "top", "points", "reputation", "karma"}
	eachField(t, func(of *ast.Definition, field *ast.FieldDefinition) {
		if slices.Contains([]string{"Person", "Viewer", "MyData", "Site", "Unit", "Skill"}, of.Name) && field.Name != "rankingObjection" {
			for _, word := range words(field.Name) {
				if slices.Contains(ranking, word) {
					t.Errorf("%s.%s is a rank beyond a question", of.Name, field.Name)
				}
			}
		}
	})
	store := newStore(t)
	c := guarded(store, store)
	c.answers(t, []openingStep{{"karim", nil, `{findExperts(words:""){totalCount}}`, `"totalCount":0`}})
}

// timesOfPeople are the fields that tell when something happened, each with why it is no record of what one person does: a day
// that somebody chose to state or to publish, or that a law or a process sets. A new one is decided here.
func timesOfPeople() map[string]string {
	return map[string]string{
		"Contribution.publishedAt": "of a text that its author published",
		"SourceRun.began":          "of a run of a source, which names nobody",
		"SourceRun.ended":          "of a run of a source, which names nobody",
		"Source.nextRun":           "of a schedule",
		"HeldRun.at":               "of a run of a source, which names nobody",
	}
}

// No answer, to any role, gives the activity of one person over time, when they were connected, or what they read: no field is
// about that, and a time of day is told of published texts and of data about oneself alone.
func TestNoAnswerIsARecordOfActivity(t *testing.T) {
	watching := []string{"login", "logins", "seen", "online", "presence", "connected", "connection", "session", "sessions", "activity", "active", "reads", "visits", "visited", "clicks", "opened", "typing", "idle", "heartbeat"}
	allowed := map[string]string{
		"CommunityAdoption.active": "numbers of five people or more", "Adoption.active": "numbers of five people or more",
	}
	eachField(t, func(of *ast.Definition, field *ast.FieldDefinition) {
		name := of.Name + "." + field.Name
		for _, word := range words(field.Name) {
			if slices.Contains(watching, word) && allowed[name] == "" && !strings.HasSuffix(of.Name, "Connection") {
				t.Errorf("%s would watch people", name)
			}
		}
		if field.Type.Name() == "DateTime" && of.Kind == ast.Object && timesOfPeople()[name] == "" && !isOfOneself(of.Name) {
			t.Errorf("%s tells a time of day: say in timesOfPeople why it is no record of what one person does", name)
		}
	})
}

// isOfOneself reports types whose values are about the viewer, or about who describes somebody.
func isOfOneself(name string) bool {
	return slices.Contains([]string{"HeldFact", "DescribedBy", "HeldRole"}, name)
}
