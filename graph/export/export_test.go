package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-vcard"
	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/export/graphml"
	"github.com/sachant/sachant/graph/export/rdf"
	"github.com/sachant/sachant/graph/export/tables"
	cards "github.com/sachant/sachant/graph/export/vcard"
	"github.com/sachant/sachant/graph/sqlite"
	"github.com/sachant/sachant/search/vocabulary"
)

const awkward = "Zoé \"la\" <Lefèvre>, épouse; Ölçer\\Ünal & fille de la très longue lignée des éèàùç"

// company is a graph with texts that syntaxes have to escape.
func company(t *testing.T) graph.Store {
	t.Helper()
	store, err := sqlite.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	level := graph.Level(2.5)
	zoe, max := graph.NodeKey(graph.KindPerson, "zoe"), graph.NodeKey(graph.KindPerson, "max")
	skill, concept := graph.NodeKey(graph.KindSkill, "go"), graph.NodeKey(graph.KindConcept, "c1")
	facts := []graph.Fact{
		graph.Node("zoe", "directory", graph.Person{DisplayName: awkward, FamilyName: "Lefèvre; Ölçer", GivenName: "Zoé", Title: "=HYPERLINK(1)\nChef, adjointe",
			Mail: "zoe+x@acme.example", TelephoneNumber: "+33 1 02 03", MailAlternateAddress: []string{"z@acme.example"}, PreferredLanguage: "fr"}),
		graph.Node("max", "directory", graph.Person{DisplayName: "Max", Hidden: true}),
		graph.Node("it", "directory", graph.Unit{Name: "DSI/Exploitation"}), graph.Node("lyon", "directory", graph.Site{Name: "Lyon"}),
		graph.Node("go", "interviews", graph.Skill{PrefLabel: "Go", AltLabel: []string{"golang"}}),
		graph.Node("esco", "esco", graph.Scheme{Title: "ESCO"}),
		graph.Node("c1", "esco", graph.Concept{PrefLabel: []graph.Literal{graph.NewLiteral("programmation", "fr")}, InScheme: "esco"}),
		graph.Node("c2", "esco", graph.Concept{PrefLabel: []graph.Literal{graph.NewLiteral("informatique", "fr")}, InScheme: "esco"}),
		graph.Edge(zoe, "", graph.NodeKey(graph.KindUnit, "it"), "directory", graph.InUnit{}), graph.Edge(zoe, "", graph.NodeKey(graph.KindSite, "lyon"), "directory", graph.AtSite{}),
		graph.Edge(zoe, "", max, "directory", graph.ReportsTo{}), graph.Edge(zoe, "self", skill, "person/zoe", graph.Declares{Held: &level, Published: true}),
		graph.Edge(skill, "", concept, "vocabulary", graph.SameAs{}), graph.Edge(concept, "", graph.NodeKey(graph.KindConcept, "c2"), "esco", graph.Broader{}),
	}
	if _, err := store.Commit(t.Context(), graph.Tx{Actor: "test", Put: facts}); err != nil {
		t.Fatal(err)
	}
	return store
}

// written writes two times, and ends the test where the results differ.
func written(t *testing.T, write func(ctx context.Context, to io.Writer) error) []byte {
	t.Helper()
	var first, second bytes.Buffer
	if err := write(t.Context(), &first); err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), &second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatalf("%v, and what is written differs", err)
	}
	return first.Bytes()
}

func TestGraphMLIsReadBack(t *testing.T) {
	store := company(t)
	type data struct {
		Key  string `xml:"key,attr"`
		Text string `xml:",chardata"`
	}
	var document struct {
		Keys []struct {
			ID   string `xml:"id,attr"`
			Type string `xml:"attr.type,attr"`
		} `xml:"key"`
		Nodes []struct {
			ID   string `xml:"id,attr"`
			Data []data `xml:"data"`
		} `xml:"graph>node"`
		Edges []struct {
			Source string `xml:"source,attr"`
			Target string `xml:"target,attr"`
			Data   []data `xml:"data"`
		} `xml:"graph>edge"`
	}
	text := written(t, func(ctx context.Context, to io.Writer) error { return graphml.Write(ctx, store, to) })
	if err := xml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Nodes) != 8 || len(document.Edges) != 6 {
		t.Errorf("%d nodes and %d edges", len(document.Nodes), len(document.Edges))
	}
	types, nodes := map[string]string{}, map[string]bool{}
	for _, key := range document.Keys {
		types[key.ID] = key.Type
	}
	for _, node := range document.Nodes {
		nodes[node.ID] = true
		for _, one := range node.Data {
			if types[one.Key] == "" {
				t.Errorf("the key %s is not declared", one.Key)
			}
			if node.ID == "person/zoe" && one.Key == "node.displayName" && one.Text != awkward {
				t.Errorf("the name is %q", one.Text)
			}
		}
	}
	held := ""
	for _, edge := range document.Edges {
		if !nodes[edge.Source] || !nodes[edge.Target] {
			t.Errorf("an edge from %s to %s", edge.Source, edge.Target)
		}
		for _, one := range edge.Data {
			if one.Key == "edge.held" {
				held = one.Text + " " + types[one.Key]
			}
		}
	}
	if held != "2.5 double" || types["node.hidden"] != "boolean" {
		t.Errorf("the level is %q, hidden %q", held, types["node.hidden"])
	}
}

func TestCardsAreReadBack(t *testing.T) {
	store := company(t)
	text := written(t, func(ctx context.Context, to io.Writer) error { return cards.Write(ctx, store, to) })
	for line := range strings.SplitSeq(string(text), "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d octets", len(line))
		}
	}
	decoder, found := vcard.NewDecoder(bytes.NewReader(text)), map[string]vcard.Card{}
	for {
		card, err := decoder.Decode()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		found[card.Value(vcard.FieldUID)] = card
	}
	zoe := found["urn:sachant:person:zoe"]
	if len(found) != 2 || zoe.Value(vcard.FieldFormattedName) != awkward || zoe.Value(vcard.FieldVersion) != "4.0" {
		t.Errorf("%d cards, of %q", len(found), zoe.Value(vcard.FieldFormattedName))
	}
	if got := []string{zoe.Value(vcard.FieldTitle), zoe.Value(vcard.FieldOrganization), zoe.Value(vcard.FieldEmail), zoe.Value(vcard.FieldTelephone),
		zoe.Value(vcard.FieldRelated), zoe.Address().Locality}; !slices.Equal(got, []string{"=HYPERLINK(1)\nChef, adjointe", ";DSI/Exploitation", "zoe+x@acme.example", "+33 1 02 03", "urn:sachant:person:max", "Lyon"}) {
		t.Errorf("the card is %q", got)
	}
}

func TestTablesAreReadBack(t *testing.T) {
	store := company(t)
	text := written(t, func(ctx context.Context, to io.Writer) error { return tables.Write(ctx, store, to) })
	archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.File) != len(graph.Kinds()) {
		t.Errorf("%d files, not one a kind", len(archive.File))
	}
	total := 0
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(content).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", file.Name, err)
		}
		total += len(rows) - 1
		if file.Name != "person.csv" {
			continue
		}
		name, title := slices.Index(rows[0], "displayName"), slices.Index(rows[0], "title")
		if rows[2][0] != "person/zoe" || rows[2][name] != awkward || rows[2][title] != "'=HYPERLINK(1)\nChef, adjointe" {
			t.Errorf("the row is %q", rows[2])
		}
	}
	if total != 14 {
		t.Errorf("%d rows of 14 facts", total)
	}
}

// Turtle and JSON-LD hold the same triples. The test reads both with strict readers of its own, since the module proxy has no library
// that reads RDF.
func TestRDFIsReadBack(t *testing.T) {
	store := company(t)
	write := func(syntax func(io.Writer) (rdf.Writer, error)) []byte {
		return written(t, func(ctx context.Context, to io.Writer) error {
			document, err := syntax(to)
			if err == nil {
				err = vocabulary.DescribeSKOS(ctx, store, document)
			}
			if err == nil {
				err = rdf.WriteOrganization(ctx, store, document)
			}
			if err != nil {
				return err
			}
			return document.Close()
		})
	}
	triples := jsonTriples(t, write(rdf.NewJSONLD))
	for _, want := range []string{
		"urn:sachant:person:zoe http://xmlns.com/foaf/0.1/name " + awkward,
		"urn:sachant:person:zoe http://www.w3.org/1999/02/22-rdf-syntax-ns#type http://xmlns.com/foaf/0.1/Person",
		"urn:sachant:person:zoe http://www.w3.org/ns/org#memberOf urn:sachant:unit:it", "urn:sachant:person:zoe http://www.w3.org/ns/org#reportsTo urn:sachant:person:max",
		"urn:sachant:skill:go http://www.w3.org/2004/02/skos/core#altLabel golang", "urn:sachant:skill:go http://www.w3.org/2004/02/skos/core#exactMatch urn:sachant:concept:c1",
		"urn:sachant:concept:c1 http://www.w3.org/2004/02/skos/core#broader urn:sachant:concept:c2",
		"urn:sachant:scheme:esco http://www.w3.org/1999/02/22-rdf-syntax-ns#type http://www.w3.org/2004/02/skos/core#ConceptScheme",
	} {
		if !slices.Contains(triples, want) {
			t.Errorf("%q is not said", want)
		}
	}
	if diff := cmp.Diff(triples, turtleTriples(t, string(write(rdf.NewTurtle)))); diff != "" {
		t.Errorf("JSON-LD and Turtle differ (-JSON-LD +Turtle):\n%s", diff)
	}
}

// jsonTriples reads JSON-LD whose context holds prefixes alone, as subject, predicate and object in order.
func jsonTriples(t *testing.T, text []byte) []string {
	t.Helper()
	var document struct {
		Context map[string]string `json:"@context"`
		Graph   []map[string]any  `json:"@graph"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	whole := func(name string) string {
		prefix, rest, _ := strings.Cut(name, ":")
		if namespace := document.Context[prefix]; namespace != "" {
			return namespace + rest
		}
		return name
	}
	var triples []string
	for _, node := range document.Graph {
		for predicate, objects := range node {
			list, _ := objects.([]any)
			for _, object := range list {
				say := func(text string) { triples = append(triples, node["@id"].(string)+" "+whole(predicate)+" "+text) }
				switch object := object.(type) {
				case string:
					if predicate != "@type" {
						say(object)
						continue
					}
					triples = append(triples, node["@id"].(string)+" http://www.w3.org/1999/02/22-rdf-syntax-ns#type "+whole(object))
				case bool:
					say("true")
				case map[string]any:
					if id, is := object["@id"].(string); is {
						say(whole(id))
					} else {
						say(object["@value"].(string) + "@" + object["@language"].(string))
					}
				}
			}
		}
	}
	slices.Sort(triples)
	return triples
}
