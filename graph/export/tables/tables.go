// Package tables writes a graph as tables: a ZIP of CSV files (RFC 4180), one a kind of facts, with the fields of the kind as columns. A
// cell that a spreadsheet would take for a formula begins with an apostrophe.
package tables

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/sachant/sachant/graph"
)

// Write writes every fact that a reader shows, a file a kind; a kind without facts has a file with its columns alone.
func Write(ctx context.Context, reader graph.Reader, to io.Writer) error {
	archive := zip.NewWriter(to)
	for _, value := range graph.Values() {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: string(value.Kind()) + ".csv", Method: zip.Deflate})
		if err == nil {
			err = writeKind(ctx, reader, value, file)
		}
		if err != nil {
			return fmt.Errorf("write the table of %s: %w", value.Kind(), err)
		}
	}
	return archive.Close()
}

func writeKind(ctx context.Context, reader graph.Reader, of graph.Value, to io.Writer) error {
	rows := csv.NewWriter(to)
	rows.UseCRLF = true
	names := fieldNames(of)
	columns := []string{"key"}
	if of.Kind().IsEdge() {
		columns = append(columns, "from", "tag", "to")
	}
	columns = append(append(columns, "origin"), names...)
	if err := rows.Write(columns); err != nil {
		return err
	}
	_, err := reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error {
		row, err := rowOf(fact, names)
		if err != nil {
			return err
		}
		return rows.Write(row)
	}, of.Kind())
	if err != nil {
		return err
	}
	rows.Flush()
	return rows.Error()
}

// fieldNames returns the names of the fields of a kind, in their order.
func fieldNames(of graph.Value) []string {
	var names []string
	for field := range reflect.TypeOf(of).Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}

func rowOf(fact graph.Fact, names []string) ([]string, error) {
	text, err := json.Marshal(fact.Value)
	if err != nil {
		return nil, err
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, err
	}
	row := []string{string(fact.Key)}
	if from, to := fact.Key.Ends(); from != "" {
		row = append(row, string(from), defused(fact.Key.Tag()), string(to))
	}
	row = append(row, defused(fact.Origin))
	for _, name := range names {
		row = append(row, cell(values[name]))
	}
	return row, nil
}

// cell returns a value as a cell: a text as it is, a list or an object as JSON.
func cell(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return defused(text)
	}
	return string(value)
}

// defused returns a text that no spreadsheet takes for a formula.
func defused(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n'", rune(text[0])) {
		return "'" + text
	}
	return text
}
