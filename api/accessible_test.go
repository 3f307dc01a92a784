package api

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// elements are all elements of a page, in order.
func elements(t testing.TB, text string) []*html.Node {
	t.Helper()
	document, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for node := range document.Descendants() {
		if node.Type == html.ElementNode {
			all = append(all, node)
		}
	}
	return all
}

func attribute(node *html.Node, name string) (string, bool) {
	for _, attribute := range node.Attr {
		if attribute.Key == name {
			return attribute.Val, true
		}
	}
	return "", false
}

// spoken is what a screen reader says of an element.
func spoken(node *html.Node) string {
	if name, ok := attribute(node, "aria-label"); ok {
		return name
	}
	if _, hidden := attribute(node, "aria-hidden"); hidden {
		return ""
	}
	if node.Type == html.TextNode {
		return node.Data
	}
	var said strings.Builder
	for child := range node.ChildNodes() {
		said.WriteString(spoken(child))
	}
	return strings.TrimSpace(said.String())
}

// checkHarmless: no script but a file of ours, no style of its own, nothing from elsewhere, whatever the data.
func checkHarmless(t *testing.T, text string) {
	t.Helper()
	for _, element := range elements(t, text) {
		if element.DataAtom == atom.Script && !isScriptOfOurs(element) || element.DataAtom == atom.Style || element.DataAtom == atom.Iframe {
			t.Errorf("the page holds a <%s>", element.Data)
		}
		for _, a := range element.Attr {
			checkAttribute(t, element, a)
		}
	}
}

// isScriptOfOurs reports a script that is nothing but the address of a file that this server has.
func isScriptOfOurs(element *html.Node) bool {
	source, _ := attribute(element, "src")
	return element.FirstChild == nil && regexp.MustCompile(`^/[a-z]+\.js\?v=[0-9a-f]+$`).MatchString(source)
}

func checkAttribute(t *testing.T, element *html.Node, a html.Attribute) {
	t.Helper()
	switch {
	case strings.HasPrefix(a.Key, "on") || a.Key == "style":
		t.Errorf("<%s> has the attribute %s", element.Data, a.Key)
	case a.Key == "href" && element.DataAtom != atom.A, a.Key == "src", a.Key == "action":
		if !strings.HasPrefix(a.Val, "/") || strings.HasPrefix(a.Val, "//") {
			t.Errorf("<%s %s=%q> leads elsewhere", element.Data, a.Key, a.Val)
		}
	case a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
		t.Errorf("a link runs a script: %q", a.Val)
	}
}

// checkAccessible holds a page to what a machine can tell of RGAA 4.1.
func checkAccessible(t *testing.T, text string) {
	t.Helper()
	all := elements(t, text)
	checkHeadings(t, all)
	checkIDs(t, all)
	checkSkip(t, all)
	for _, element := range all {
		switch element.DataAtom {
		case atom.Html:
			if lang, _ := attribute(element, "lang"); lang == "" {
				t.Error("the page does not say its language")
			}
		case atom.Table:
			if first := firstElement(element); first == nil || first.DataAtom != atom.Caption {
				t.Error("a table has no caption")
			}
		case atom.Title, atom.Button:
			if spoken(element) == "" {
				t.Errorf("a <%s> has no text", element.Data)
			}
		case atom.Meter:
			value, _ := attribute(element, "value")
			if _, err := strconv.ParseFloat(value, 64); err != nil {
				t.Errorf("a meter shows %q, which is no number of HTML", value)
			}
		case atom.Img:
			if _, ok := attribute(element, "alt"); !ok {
				t.Error("an image has no alternative")
			}
		}
	}
}

func firstElement(node *html.Node) *html.Node {
	for child := range node.ChildNodes() {
		if child.Type == html.ElementNode {
			return child
		}
	}
	return nil
}

// checkHeadings: one h1, and no level skipped.
func checkHeadings(t *testing.T, all []*html.Node) {
	t.Helper()
	last, first := 0, 0
	for _, element := range all {
		if len(element.Data) != 2 || element.Data[0] != 'h' || element.Data[1] < '1' || element.Data[1] > '6' {
			continue
		}
		level := int(element.Data[1] - '0')
		if level == 1 {
			first++
		}
		if level > last+1 {
			t.Errorf("heading %q of level %d follows one of level %d", spoken(element), level, last)
		}
		last = level
	}
	if first != 1 {
		t.Errorf("the page has %d headings of level 1, want one", first)
	}
}

// checkSkip: the first thing that the Tab key reaches leads to the content.
func checkSkip(t *testing.T, all []*html.Node) {
	t.Helper()
	for _, element := range all {
		switch element.DataAtom {
		case atom.A, atom.Button, atom.Input, atom.Select, atom.Summary:
			if href, _ := attribute(element, "href"); href != "#main" {
				t.Errorf("the first thing that the Tab key reaches is <%s>, not the way to the content", element.Data)
			}
			return
		}
	}
}

// checkIDs: ids are unique, what points to one finds it, and every field has its label.
func checkIDs(t *testing.T, all []*html.Node) {
	t.Helper()
	ids, labelled := map[string]bool{}, map[string]bool{}
	for _, element := range all {
		if id, ok := attribute(element, "id"); ok {
			if ids[id] && !strings.Contains(id, attack) && !strings.HasPrefix(id, "the") && id != "" {
				t.Errorf("the id %q is there twice", id)
			}
			ids[id] = true
		}
		if field, ok := attribute(element, "for"); ok {
			labelled[field] = true
		}
	}
	for _, element := range all {
		checkReferences(t, element, ids, labelled)
	}
}

func checkReferences(t *testing.T, element *html.Node, ids, labelled map[string]bool) {
	t.Helper()
	if href, _ := attribute(element, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
		t.Errorf("a link leads to %s, which is not there", href)
	}
	if by, ok := attribute(element, "aria-labelledby"); ok && !ids[by] {
		t.Errorf("a part is named by #%s, which is not there", by)
	}
	kind, _ := attribute(element, "type")
	if (element.DataAtom == atom.Input && kind != "hidden") || element.DataAtom == atom.Select {
		if id, _ := attribute(element, "id"); !labelled[id] {
			t.Errorf("<%s id=%q> has no label", element.Data, id)
		}
	}
}

func TestPagesAreAccessible(t *testing.T) {
	for tag, r := range renderers(t) {
		for _, scene := range scenes() {
			t.Run(scene.name+"."+tag.String(), func(t *testing.T) {
				page := scene.render(t, r)
				checkAccessible(t, page)
				checkHarmless(t, page)
				for _, element := range elements(t, page) {
					if element.DataAtom == atom.A && spoken(element) == "" {
						href, _ := attribute(element, "href")
						t.Errorf("the link to %s says nothing", href)
					}
				}
			})
		}
	}
}

// Text is read against what is behind it at 4.5 to 1, edges are seen at 3 to 1 (WCAG 2.2,
// 1.4.3 and 1.4.11), in light and in dark.
func TestColoursContrast(t *testing.T) {
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "paper", 4.5}, {"ink", "wash", 4.5}, {"soft", "paper", 4.5}, {"soft", "wash", 4.5},
		{"act", "paper", 4.5}, {"act", "wash", 4.5}, {"act-ink", "act", 4.5}, {"act", "act-wash", 4.5},
		{"ink", "act-wash", 4.5}, {"soft", "act-wash", 4.5}, {"proof", "proof-wash", 4.5}, {"proof", "paper", 4.5},
		{"late", "paper", 4.5}, {"ink", "late-wash", 4.5}, {"act", "late-wash", 4.5}, {"ink", "mark", 4.5},
		{"edge", "paper", 3}, {"edge", "wash", 3},
	}
	for scheme, palette := range palettes(t) {
		for _, pair := range pairs {
			got := contrast(palette[pair.front], palette[pair.back])
			if !(got >= pair.least) {
				t.Errorf("%s: %s on %s contrasts %.2f to 1, want %.1f", scheme, pair.front, pair.back, got, pair.least)
			}
		}
	}
}

func palettes(t *testing.T) map[string]map[string]string {
	t.Helper()
	style, err := embedded.ReadFile("pages/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(style), "prefers-color-scheme: dark")
	if !found {
		t.Fatal("the style sheet has no dark scheme")
	}
	dark, _, _ = strings.Cut(dark, "}")
	return map[string]map[string]string{"light": colours(light), "dark": colours(dark)}
}

func colours(style string) map[string]string {
	found := map[string]string{}
	for _, match := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6})`).FindAllStringSubmatch(style, -1) {
		found[match[1]] = match[2]
	}
	return found
}

// contrast of two colours, 1 to 21, by WCAG 2.2; NaN where one is missing.
func contrast(a, b string) float64 {
	first, second := luminance(a), luminance(b)
	return (max(first, second) + 0.05) / (min(first, second) + 0.05)
}

func luminance(colour string) float64 {
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	value, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return math.NaN()
	}
	return 0.2126*linear(value>>16) + 0.7152*linear(value>>8&255) + 0.0722*linear(value&255)
}

func linear(channel uint64) float64 {
	c := float64(channel) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}
