package schema

import (
	"os"
	"testing"

	"github.com/sachant/sachant/schema/resolve"
)

// BenchmarkExecute answers the golden queries from a replica, again and again.
func BenchmarkExecute(b *testing.B) {
	for _, name := range []string{"find", "person_self", "graphiql"} {
		b.Run(name, func(b *testing.B) {
			file := "testdata/" + name + ".graphql"
			if name == "graphiql" {
				file = "testdata/graphiql.txt"
			}
			query, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			c, s := newReplicated(b), newTestSchema(b, resolve.Limits{})
			b.ReportAllocs()
			for b.Loop() {
				if response := s.Execute(b.Context(), c.view("ana"), Request{Query: string(query)}); response.Status != 200 {
					b.Fatal(string(response.Body))
				}
			}
		})
	}
}
