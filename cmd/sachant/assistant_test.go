package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/sachant/sachant/fixtures"
)

// An assistant starts the program and is told over its input and output what the person may see of a data directory: human
// resources their employee numbers, which is noted, a colleague no such thing. Nothing can be sent.
func TestAnAssistantStartsTheProgram(t *testing.T) {
	sample, err := importedSamples[fixtures.WithActivity]()
	if err != nil {
		t.Fatal(err)
	}
	p := program{t, filepath.Join(t.TempDir(), "data")}
	if err := os.CopyFS(p.data, os.DirFS(sample)); err != nil {
		t.Fatal(err)
	}
	who := fixtures.Demo()
	for _, each := range []struct {
		arguments []string
		numbered  bool
	}{
		{[]string{"mcp", "--as", who.Employee, "--language", "fr"}, false},
		{[]string{"mcp", "--as", who.HR, "--role", "hr", "--language", "fr"}, true},
	} {
		session, err := sdk.NewClient(&sdk.Implementation{Name: "test"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: p.command(t.Context(), each.arguments...)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		call := func(tool string, arguments map[string]any) (*sdk.CallToolResult, string) {
			t.Helper()
			result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
			if err != nil {
				t.Fatalf("%s: %v", tool, err)
			}
			text, err := json.Marshal(result)
			if err != nil {
				t.Fatal(err)
			}
			return result, string(text)
		}
		found, text := call("find_experts", map[string]any{"words": "soudage TIG"})
		experts, _ := found.StructuredContent.(map[string]any)["experts"].([]any)
		if len(experts) == 0 || !strings.Contains(text, "savent quelque chose à ce sujet") {
			t.Fatalf("found %s", text)
		}
		first := experts[0].(map[string]any)["id"]
		if _, text := call("person", map[string]any{"id": first}); strings.Contains(text, `"employeeNumber"`) != each.numbered {
			t.Errorf("as %q, a person is %s", each.arguments, text)
		}
		if _, text := call("skill", map[string]any{"skill": "Soudage TIG"}); !strings.Contains(text, "la déclarent") {
			t.Errorf("a skill is %s", text)
		}
		if sent, text := call("ask", map[string]any{"title": "Qui sait souder ?", "send": true, "idempotencyKey": "one"}); !sent.IsError {
			t.Errorf("a question is sent: %s", text)
		}
		if err := session.Close(); err != nil {
			t.Errorf("the program ends with %v", err)
		}
	}
	if noted := p.run("audit", "verify"); strings.HasPrefix(noted, "0 ") || noted == "" {
		t.Errorf("what human resources were shown is not noted: %s", noted)
	}
}
