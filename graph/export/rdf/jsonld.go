package rdf

import (
	"bufio"
	"encoding/json"
	"io"
)

// jsonLD writes JSON-LD 1.1: a context, and a graph with one object a line.
type jsonLD struct {
	out     *bufio.Writer
	isBegun bool
}

// NewJSONLD returns a writer of JSON-LD, whose context it writes first.
func NewJSONLD(to io.Writer) (Writer, error) {
	w := &jsonLD{out: bufio.NewWriterSize(to, 64<<10)}
	names := map[string]string{}
	for _, prefix := range Prefixes() {
		names[prefix.Name] = prefix.Namespace
	}
	context, err := json.Marshal(names)
	if err == nil {
		_, err = w.out.WriteString(`{"@context":` + string(context) + `,"@graph":[`)
	}
	return w, err
}

func (w *jsonLD) Write(of Description) error {
	if len(of.Statements) == 0 {
		return nil
	}
	object := map[string][]any{}
	for _, one := range of.Statements {
		if one.Predicate == "a" {
			object["@type"] = append(object["@type"], one.Object.Name)
			continue
		}
		object[one.Predicate] = append(object[one.Predicate], one.Object.jsonLD())
	}
	whole := map[string]any{"@id": of.Subject}
	for predicate, objects := range object {
		whole[predicate] = objects
	}
	text, err := json.Marshal(whole)
	if err != nil {
		return err
	}
	separator := ",\n"
	if !w.isBegun {
		w.isBegun, separator = true, "\n"
	}
	_, err = w.out.WriteString(separator + string(text))
	return err
}

func (w *jsonLD) Close() error {
	if _, err := w.out.WriteString("\n]}\n"); err != nil {
		return err
	}
	return w.out.Flush()
}

func (t Term) jsonLD() any {
	switch {
	case t.Boolean:
		return true
	case t.Name != "":
		return map[string]string{"@id": t.Name}
	case t.IRI != "":
		return map[string]string{"@id": t.IRI}
	case t.Language != "":
		return map[string]string{"@value": t.Text, "@language": t.Language}
	}
	return t.Text
}
