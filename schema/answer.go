package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// problem is a failure with where it happened: in the document, in the answer.
type problem struct {
	failure   *failure
	locations []location
	path      []any
}

// location counts lines and columns from 1.
type location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// rejection is why a request is not answered at all.
type rejection struct{ problems []problem }

func rejected(failure *failure) *rejection {
	return &rejection{problems: []problem{{failure: failure}}}
}

func (r *rejection) asError() error {
	var texts []string
	for _, problem := range r.problems {
		texts = append(texts, problem.failure.message)
	}
	return errors.New(strings.Join(texts, "; "))
}

// status follows the worst that happened.
func (r *rejection) status() int {
	switch r.problems[0].failure.code {
	case codeTimeout, codeBusy:
		return http.StatusServiceUnavailable
	case codeInternal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

func (r *rejection) response() Response {
	return Response{Status: r.status(), Body: encode(body{Errors: reports(r.problems)})}
}

// body is an answer as GraphQL over HTTP has it.
type body struct {
	Data   any      `json:"data,omitempty"`
	Errors []report `json:"errors,omitempty"`
}

// nothing is data that is null, where something was asked and nothing can be answered.
type nothing struct{}

// MarshalJSON writes null.
func (nothing) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

type report struct {
	Message    string         `json:"message"`
	Locations  []location     `json:"locations,omitempty"`
	Path       []any          `json:"path,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

func reports(problems []problem) []report {
	list := make([]report, len(problems))
	for i, problem := range problems {
		list[i] = report{problem.failure.message, problem.locations, problem.path, problem.failure.Extensions()}
	}
	return list
}

// encode leaves the arrows in the ids of edges readable; an answer is never part of a page.
func encode(answer body) []byte {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(answer); err != nil {
		return []byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	}
	return bytes.TrimSuffix(encoded.Bytes(), []byte("\n"))
}

// locate finds the line and column of a byte.
func locate(text []byte, at int) location {
	at = min(max(at, 0), len(text))
	before := text[:at]
	return location{Line: bytes.Count(before, []byte("\n")) + 1, Column: at - bytes.LastIndexByte(before, '\n')}
}

// byPath orders problems as their fields are ordered in the answer; the library meets fields in
// any order.
func byPath(problems []problem) {
	slices.SortStableFunc(problems, func(a, b problem) int {
		return strings.Compare(string(encode(body{Data: a.path})), string(encode(body{Data: b.path})))
	})
}
