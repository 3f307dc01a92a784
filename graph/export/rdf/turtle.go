package rdf

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// turtle writes Turtle.
type turtle struct{ out *bufio.Writer }

// NewTurtle returns a writer of Turtle, whose prefixes it writes first.
func NewTurtle(to io.Writer) (Writer, error) {
	w := turtle{bufio.NewWriterSize(to, 64<<10)}
	for _, prefix := range Prefixes() {
		if _, err := fmt.Fprintf(w.out, "@prefix %s: <%s> .\n", prefix.Name, prefix.Namespace); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w turtle) Write(of Description) error {
	if len(of.Statements) == 0 {
		return nil
	}
	parts := make([]string, len(of.Statements))
	for i, one := range of.Statements {
		parts[i] = one.Predicate + " " + one.Object.turtle()
	}
	_, err := w.out.WriteString("\n<" + of.Subject + "> " + strings.Join(parts, " ;\n    ") + " .\n")
	return err
}

func (w turtle) Close() error { return w.out.Flush() }

func (t Term) turtle() string {
	switch {
	case t.Boolean:
		return "true"
	case t.Name != "":
		return t.Name
	case t.IRI != "":
		return "<" + t.IRI + ">"
	case t.Language != "":
		return quoted(t.Text) + "@" + t.Language
	}
	return quoted(t.Text)
}

// quoted returns a text as Turtle writes it.
func quoted(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteString(`\` + string(r))
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}
