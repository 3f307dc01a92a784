package export_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// token is one of Turtle: an IRI, a text with a language, a name or a mark.
var token = regexp.MustCompile(`^(<[^<>"{}|^` + "`" + `\\\x00-\x20]*>|"(?:[^"\\\n\r]|\\["\\nrt]|\\u[0-9A-F]{4})*"(?:@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)?|@prefix|[a-z]+:[A-Za-z]*|a|true|[.;])\s*`)

// turtleTriples reads a document, strictly and only what is written here, as subject, predicate and object in order.
func turtleTriples(t *testing.T, text string) []string {
	t.Helper()
	var tokens []string
	for rest := text; rest != ""; {
		found := token.FindStringSubmatch(rest)
		if found == nil {
			t.Fatalf("no Turtle: %.80q", rest)
		}
		tokens, rest = append(tokens, found[1]), rest[len(found[0]):]
	}
	prefixes := map[string]string{}
	for len(tokens) > 3 && tokens[0] == "@prefix" {
		prefixes[tokens[1]] = strings.Trim(tokens[2], "<>")
		tokens = tokens[4:]
	}
	var triples []string
	for len(tokens) > 0 {
		subject := expanded(t, tokens[0], prefixes)
		for tokens = tokens[1:]; ; tokens = tokens[1:] {
			triples = append(triples, subject+" "+expanded(t, tokens[0], prefixes)+" "+expanded(t, tokens[1], prefixes))
			if tokens = tokens[2:]; tokens[0] == "." {
				tokens = tokens[1:]
				break
			}
		}
	}
	slices.Sort(triples)
	return triples
}

// expanded returns what a token stands for.
func expanded(t *testing.T, token string, prefixes map[string]string) string {
	t.Helper()
	switch {
	case token == "a":
		return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	case token == "true":
		return token
	case strings.HasPrefix(token, "<"):
		return strings.Trim(token, "<>")
	case strings.HasPrefix(token, `"`):
		end := strings.LastIndexByte(token, '"')
		text, err := strconv.Unquote(token[:end+1])
		if err != nil {
			t.Fatalf("%s: %v", token, err)
		}
		return text + token[end+1:]
	}
	prefix, name, _ := strings.Cut(token, ":")
	return prefixes[prefix+":"] + name
}
