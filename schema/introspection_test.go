package schema

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/graphql-go/graphql/testutil"

	"github.com/sachant/sachant/schema/resolve"
)

// The count of an answer about the schema is what the library then resolves, field by field.
func TestIntrospectionIsCountedExactly(t *testing.T) {
	c := newCompany(t)
	s := newTestSchema(t, resolve.Limits{})
	for _, query := range []string{
		graphiql(t),
		testutil.IntrospectionQuery,
		`{__type(name:"Node"){name kind possibleTypes{name interfaces{name possibleTypes{name}}} ofType{name} enumValues{name}}}`,
		`query($n:String="Person"){__type(name:$n){fields{name args{name type{name ofType{name}} defaultValue}}}}`,
		`{a:__schema{directives{name locations args{name}}} b:__schema{queryType{name} mutationType{fields{name}} subscriptionType{name}}}`,
		`{__type(name:"LikeInput"){inputFields{name type{kind ofType{kind}}}} x:__type(name:"Language"){enumValues{name}} y:__type(name:"Nothing"){name}}`,
	} {
		response := s.Execute(t.Context(), c.view("ana"), Request{Query: query})
		var answer struct{ Data any }
		if err := json.Unmarshal(response.Body, &answer); err != nil || response.Status != 200 {
			t.Fatalf("status %d, %v: %.200s", response.Status, err, response.Body)
		}
		fields := countFields(answer.Data)
		t.Logf("%d fields in %d bytes: %.40q", fields, len(response.Body), query)
		for limit, want := range map[int]int{fields: 200, fields - 1: 400} {
			limited := newTestSchema(t, resolve.Limits{Introspected: limit})
			if response := limited.Execute(t.Context(), c.view("ana"), Request{Query: query}); response.Status != want {
				t.Errorf("%d fields are answered with %d where %d are allowed: %.60s", fields, response.Status, limit, query)
			}
		}
	}
}

func countFields(value any) int {
	count := 0
	switch x := value.(type) {
	case map[string]any:
		for _, member := range x {
			count += 1 + countFields(member)
		}
	case []any:
		for _, member := range x {
			count += countFields(member)
		}
	}
	return count
}

// graphiql is the question that GraphiQL asks when it starts.
func graphiql(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("testdata/graphiql.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDefaultsAreTold(t *testing.T) {
	s := newTestSchema(t, resolve.Limits{})
	response := s.Execute(t.Context(), newCompany(t).view("ana"), Request{Query: `{__type(name:"Query"){fields{name args{name defaultValue}}}}`})
	var answer struct {
		Data struct {
			Type struct {
				Fields []struct {
					Name string
					Args []struct{ Name, DefaultValue string }
				}
			} `json:"__type"`
		}
	}
	if err := json.Unmarshal(response.Body, &answer); err != nil {
		t.Fatal(err)
	}
	for _, field := range answer.Data.Type.Fields {
		for _, argument := range field.Args {
			if field.Name == "findExperts" && argument.Name == "first" && argument.DefaultValue != "10" {
				t.Errorf("first = %q by default, want 10", argument.DefaultValue)
			}
		}
	}
}
