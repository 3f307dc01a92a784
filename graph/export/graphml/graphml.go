// Package graphml writes a graph as GraphML with typed keys, as yEd, Gephi and networkx open it. Keys are declared by the kinds of
// facts, so that facts are written as they are read. What is a list or an object is JSON in a text.
package graphml

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Write writes every fact that a reader shows: nodes in key order, then edges.
func Write(ctx context.Context, reader graph.Reader, to io.Writer) error {
	w := &writer{out: bufio.NewWriterSize(to, 64<<10), types: map[string]string{}}
	w.print(xml.Header + `<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + "\n")
	w.declare("node", false)
	w.declare("edge", true)
	w.print(`<graph id="sachant" edgedefault="directed">` + "\n")
	for _, isEdge := range []bool{false, true} {
		_, err := reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error { return w.write(fact) }, kinds(isEdge)...)
		if err != nil {
			return fmt.Errorf("write facts as GraphML: %w", err)
		}
	}
	w.print("</graph>\n</graphml>\n")
	if w.err != nil {
		return w.err
	}
	return w.out.Flush()
}

func kinds(isEdge bool) []graph.Kind {
	return slices.DeleteFunc(graph.Kinds(), func(kind graph.Kind) bool { return kind.IsEdge() != isEdge })
}

type writer struct {
	out *bufio.Writer
	err error
	// types are the types of keys, by id.
	types map[string]string
}

func (w *writer) print(text string) {
	if _, err := w.out.WriteString(text); w.err == nil {
		w.err = err
	}
}

// declare declares the keys of nodes or edges.
func (w *writer) declare(of string, isEdge bool) {
	found := map[string]string{of + ".kind": "string", of + ".origin": "string"}
	if isEdge {
		found[of+".tag"] = "string"
	}
	for _, value := range graph.Values() {
		if value.Kind().IsEdge() != isEdge {
			continue
		}
		for field := range reflect.TypeOf(value).Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			id, kind := of+"."+name, typeOf(field.Type)
			if was, is := found[id]; is && was != kind {
				kind = "string"
			}
			found[id] = kind
		}
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		w.types[id] = found[id]
		w.print(fmt.Sprintf("<key id=%q for=%q attr.name=%q attr.type=%q/>\n", id, of, strings.TrimPrefix(id, of+"."), found[id]))
	}
}

func typeOf(of reflect.Type) string {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch of.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "long"
	case reflect.Float64:
		return "double"
	}
	return "string"
}

func (w *writer) write(fact graph.Fact) error {
	of, data := "node", map[string]string{"kind": string(fact.Key.Kind()), "origin": fact.Origin}
	if fact.Key.IsEdge() {
		of = "edge"
		data["tag"] = fact.Key.Tag()
	}
	if err := fields(fact, data); err != nil {
		return err
	}
	w.print("<" + of)
	w.attribute("id", string(fact.Key))
	if from, to := fact.Key.Ends(); from != "" {
		w.attribute("source", string(from))
		w.attribute("target", string(to))
	}
	w.print(">")
	for _, name := range slices.Sorted(maps.Keys(data)) {
		if data[name] != "" {
			w.print("<data")
			w.attribute("key", of+"."+name)
			w.print(">" + escaped(data[name]) + "</data>")
		}
	}
	w.print("</" + of + ">\n")
	return w.err
}

func (w *writer) attribute(name, value string) { w.print(" " + name + `="` + escaped(value) + `"`) }

func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text)) // a buffer takes everything
	return out.String()
}

// fields adds the fields of a fact that are set, as texts.
func fields(fact graph.Fact, data map[string]string) error {
	text, err := json.Marshal(fact.Value)
	if err != nil {
		return fmt.Errorf("%q: %w", fact.Key, err)
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return fmt.Errorf("%q: %w", fact.Key, err)
	}
	for name, value := range values {
		var asText string
		if json.Unmarshal(value, &asText) != nil {
			asText = string(value)
		}
		data[name] = asText
	}
	return nil
}
