package api_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// Errors of GraphQL are in the language of who asks, whatever is wrong: with the request, the document, its values or
// what it costs; all else of a response is as it is.
func TestErrorsOfGraphQLAreInTheLanguageOfWhoAsks(t *testing.T) {
	s := serve(t, nil)
	document := func(query, variables string) string {
		return fmt.Sprintf(`{"query":%q,"variables":%s}`, query, variables)
	}
	deep := strings.Repeat("{person(id:\"person/one\"){manager", 30)
	for name, test := range map[string]struct {
		method, body string
		headers      []string
	}{
		"by GET":               {"GET", "", nil},
		"a form":               {"POST", "q", []string{"Content-Type", "text/plain"}},
		"a list":               {"POST", "[]", nil},
		"no JSON":              {"POST", "{", nil},
		"no query":             {"POST", "{}", nil},
		"too long":             {"POST", strings.Repeat(" ", 65<<10), nil},
		"a stranger":           {"POST", "{}", []string{"X-Remote-User", "eve"}},
		"nobody":               {"POST", "{}", []string{"X-Remote-User", ""}},
		"syntax":               {"POST", document("{viewer{", "{}"), nil},
		"an unknown field":     {"POST", document("{viewer{rolls}}", "{}"), nil},
		"an unknown argument":  {"POST", document(`{person(idd:"person/one"){id}}`, "{}"), nil},
		"a missing argument":   {"POST", document(`{person{id}}`, "{}"), nil},
		"no selection":         {"POST", document(`{viewer}`, "{}"), nil},
		"a selection of none":  {"POST", document(`{viewer{roles{id}}}`, "{}"), nil},
		"an unknown variable":  {"POST", document(`{person(id:$i){id}}`, "{}"), nil},
		"an unused variable":   {"POST", document(`query($i:ID!){viewer{roles}}`, `{"i":"x"}`), nil},
		"a wrong variable":     {"POST", document(`query($w:String!,$f:Int){findExperts(words:$w,first:$f){totalCount}}`, `{"w":"a","f":3.5}`), nil},
		"a wrong value":        {"POST", document(`{findExperts(words:"a",first:"three"){totalCount}}`, "{}"), nil},
		"a wrong enum":         {"POST", document(`{findExperts(words:"a",emphasis:BEST){totalCount}}`, "{}"), nil},
		"an unknown fragment":  {"POST", document(`{...A}`, "{}"), nil},
		"a circle":             {"POST", document(`{...A} fragment A on Query{...A}`, "{}"), nil},
		"a twin":               {"POST", document(`{viewer{roles}} fragment A on Query{node(id:"a"){id}} fragment A on Query{node(id:"a"){id}}`, "{}"), nil},
		"an unknown type":      {"POST", document(`{node(id:"x"){...on Robot{id}}}`, "{}"), nil},
		"a conflict":           {"POST", document(`{a:person(id:"x"){id} a:skill(id:"x"){id}}`, "{}"), nil},
		"an unknown name":      {"POST", `{"query":"{viewer{roles}}","operationName":"Q"}`, nil},
		"several operations":   {"POST", document(`query A{viewer{roles}} query B{viewer{roles}}`, "{}"), nil},
		"many searches":        {"POST", document(`{a:findExperts(words:"a"){totalCount} b:findExperts(words:"a"){totalCount} c:findExperts(words:"a"){totalCount} d:findExperts(words:"a"){totalCount}}`, "{}"), nil},
		"a great page":         {"POST", document(`{findExperts(words:"a",first:1000){totalCount}}`, "{}"), nil},
		"depth":                {"POST", document(deep+strings.Repeat("}", 60), "{}"), nil},
		"nothing there":        {"POST", document(`mutation{like(input:{contribution:"contribution/none"}){contribution{id}}}`, "{}"), nil},
		"a wrong id":           {"POST", document(`mutation{follow(input:{person:"none"}){person{id}}}`, "{}"), nil},
		"oneself":              {"POST", document(`mutation{follow(input:{person:"person/ana"}){person{id}}}`, "{}"), nil},
		"a wrong level":        {"POST", document(`mutation{declareSkill(input:{skill:"Soudage",level:9}){person{id}}}`, "{}"), nil},
		"an unknown directive": {"POST", document(`{viewer @later{roles}}`, "{}"), nil},
	} {
		_, english := s.do(t, test.method, "/graphql", test.body, append(test.headers, "X-Request-Id", "the-same", "Accept-Language", "en")...)
		_, french := s.do(t, test.method, "/graphql", test.body, append(test.headers, "X-Request-Id", "the-same", "Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5")...)
		message := regexp.MustCompile(`"message":"((?:[^"\\]|\\.)*)"`)
		told, said := message.FindStringSubmatch(english), message.FindStringSubmatch(french)
		if told == nil || said == nil || !json.Valid([]byte(french)) {
			t.Errorf("%s: %s, in French %s", name, english, french)
			continue
		}
		if told[1] == said[1] || regexp.MustCompile(`(?i)\b(the|is|are|of|not|ask|must|be|with)\b`).MatchString(said[1]) {
			t.Errorf("%s: %q is %q in French", name, told[1], said[1])
		}
		if message.ReplaceAllString(english, "") != message.ReplaceAllString(french, "") {
			t.Errorf("%s: beside the message\n%s\ndiffers from\n%s", name, french, english)
		}
	}
}

// Without a language in the request, it is that which the person prefers, else English; a cookie comes before the header.
func TestTheLanguageOfErrorsIsChosen(t *testing.T) {
	s := serve(t, nil)
	for name, test := range map[string]struct {
		headers []string
		french  bool
	}{
		"no language, Ana":          {nil, false},
		"no language, a French one": {[]string{"X-Remote-User", "0007"}, true},
		"asked for English":         {[]string{"X-Remote-User", "0007", "Accept-Language", "en"}, false},
		"a cookie":                  {[]string{"Accept-Language", "en", "Cookie", "language=fr"}, true},
	} {
		if _, body := s.do(t, "POST", "/graphql", "{}", test.headers...); strings.Contains(body, "requête") != test.french {
			t.Errorf("%s: %s", name, body)
		}
	}
}
