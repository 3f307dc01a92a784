package schema

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/graphql-go/graphql"
	"github.com/graphql-go/graphql/gqlerrors"

	"github.com/sachant/sachant/schema/guard"
	"github.com/sachant/sachant/schema/resolve"
)

// Response is an HTTP status and JSON.
type Response struct {
	Status int
	Body   []byte
}

// body is a response as GraphQL over HTTP has it.
type body struct {
	Data   any             `json:"data,omitempty"`
	Errors []responseError `json:"errors,omitempty"`
}

type responseError struct {
	Message    string           `json:"message"`
	Locations  []guard.Location `json:"locations,omitempty"`
	Path       []any            `json:"path,omitempty"`
	Extensions map[string]any   `json:"extensions,omitempty"`
}

// response encodes the result of an operation. Errors of single fields stand beside the others, so
// the status is that of an error only where there is no data.
func (s *Schema) response(ctx context.Context, result *graphql.Result) Response {
	errors := make([]responseError, len(result.Errors))
	for i, err := range result.Errors {
		failure := s.resultError(ctx, err)
		errors[i] = responseError{Message: failure.Message, Path: err.Path, Extensions: failure.Extensions()}
	}
	if len(errors) > 1 {
		slices.SortStableFunc(errors, func(a, b responseError) int { // the library meets fields in any order
			return bytes.Compare(encode(body{Data: a.Path}), encode(body{Data: b.Path}))
		})
	}
	answered := body{Data: result.Data, Errors: errors}
	if result.Data == nil {
		answered.Data = json.RawMessage("null")
	}
	encoded := encode(answered)
	if len(encoded) > s.config.Limits.Response {
		return s.reject(ctx, resolve.TooLong(s.config.Limits))
	}
	status := http.StatusOK
	if result.Data == nil && len(errors) > 0 && len(errors[0].Path) == 0 {
		status = statusOf(errors[0])
	}
	return Response{Status: status, Body: encoded}
}

// resultError returns the [resolve.Error] in an error of the library. Errors of the library's own are
// about the request where they have no path, and shown as they are; others are internal.
func (s *Schema) resultError(ctx context.Context, err gqlerrors.FormattedError) *resolve.Error {
	if ours := causeOf(err); ours != nil {
		return ours
	}
	if len(err.Path) == 0 {
		return &resolve.Error{Message: guard.Short(err.Message), Code: guard.Invalid}
	}
	return s.config.Internal(ctx, fmt.Errorf("at %v: %w", err.Path, errors.New(err.Message)))
}

// causeOf returns the [resolve.Error] in an error of the library, which wraps without Unwrap.
func causeOf(err error) *resolve.Error {
	for err != nil {
		switch wrapper := err.(type) {
		case *resolve.Error:
			return wrapper
		case gqlerrors.FormattedError:
			err = wrapper.OriginalError()
		case *gqlerrors.Error:
			err = wrapper.OriginalError
		default:
			return nil
		}
	}
	return nil
}

// reject returns the response to a request that is not executed, or was stopped.
func (s *Schema) reject(ctx context.Context, err error) Response {
	var rejected body
	var refused guard.Errors
	if errors.As(err, &refused) {
		for _, e := range refused {
			rejected.Errors = append(rejected.Errors, responseError{e.Message, e.Locations, nil, map[string]any{"code": e.Code}})
		}
	} else {
		failure := s.config.Error(ctx, err)
		rejected.Errors = []responseError{{Message: failure.Message, Extensions: failure.Extensions()}}
	}
	return Response{Status: statusOf(rejected.Errors[0]), Body: encode(rejected)}
}

func statusOf(err responseError) int {
	switch err.Extensions["code"] {
	case resolve.CodeTimeout, resolve.CodeBusy:
		return http.StatusServiceUnavailable
	case resolve.CodeInternal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// encode leaves the arrows in the ids of edges readable; a response is never part of a page.
func encode(response body) []byte {
	var encoded bytes.Buffer
	encoder := json.NewEncoder(&encoded)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(response); err != nil {
		return []byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	}
	return bytes.TrimSuffix(encoded.Bytes(), []byte("\n"))
}
