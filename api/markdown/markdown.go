// Package markdown turns what people write into HTML that is safe to show: goldmark renders it, and bluemonday removes
// whatever could run, load, disguise itself or break the headings of a page.
package markdown

import (
	"bytes"
	"html/template"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Renderer renders texts. It may be used by several goroutines.
type Renderer struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// New returns a renderer.
func New() *Renderer {
	return &Renderer{
		markdown: goldmark.New(
			goldmark.WithExtensions(extension.Strikethrough, extension.Linkify),
			goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(headings{}, 100))),
		),
		policy: policy(),
	}
}

// policy allows text, lists, code and links out, which lead to the web or to a mail.
func policy() *bluemonday.Policy {
	allowed := bluemonday.NewPolicy()
	allowed.AllowElements("p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "hr")
	allowed.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	allowed.AllowAttrs("href").OnElements("a")
	allowed.AllowURLSchemes("http", "https", "mailto")
	allowed.AllowRelativeURLs(true)
	allowed.RequireParseableURLs(true)
	allowed.RequireNoFollowOnLinks(true)
	allowed.RequireNoReferrerOnFullyQualifiedLinks(true)
	return allowed
}

// HTML returns a text as HTML. What cannot be rendered is shown as it was typed.
func (r *Renderer) HTML(text string) template.HTML {
	var rendered bytes.Buffer
	if err := r.markdown.Convert([]byte(text), &rendered); err != nil {
		return template.HTML(template.HTMLEscapeString(text))
	}
	return template.HTML(strings.TrimSpace(r.policy.Sanitize(rendered.String())))
}

// headings renders headings as bold paragraphs: those of the page are not the writer's.
type headings struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (headings) RegisterFuncs(registry renderer.NodeRendererFuncRegisterer) {
	registry.Register(ast.KindHeading, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		tag := "</strong></p>\n"
		if entering {
			tag = "<p><strong>"
		}
		_, err := w.WriteString(tag)
		return ast.WalkContinue, err
	})
}
