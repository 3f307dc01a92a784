package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
)

// query is words to search for, with their band: how rare they are in the texts.
type query struct{ band, words string }

// bands are those of a generated company, the rarest words first.
func bands() []string { return []string{"rare", "mid", "common"} }

// readQueries reads queries.csv of a generated company: number, band, words.
func readQueries(path string) ([]query, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	queries, err := parseQueries(file)
	if err != nil {
		return nil, fmt.Errorf("read queries from %s: %w", path, err)
	}
	return queries, nil
}

func parseQueries(r io.Reader) ([]query, error) {
	rows := csv.NewReader(r)
	rows.FieldsPerRecord = 3
	var queries []query
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if row[1] == "" || row[2] == "" {
			line, _ := rows.FieldPos(1)
			return nil, fmt.Errorf("line %d has no band or no words", line)
		}
		queries = append(queries, query{row[1], row[2]})
	}
	if len(queries) == 0 {
		return nil, errors.New("there are none: the company has too few texts")
	}
	return queries, nil
}
