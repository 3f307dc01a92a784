package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sashabaranov/go-openai"
)

var (
	errSlow      = errors.New("slow")
	errLong      = errors.New("long")
	errNoAnswer  = errors.New("empty")
	errElsewhere = errors.New("elsewhere")
)

// ErrServer is in the chain of every error for which the server is to blame, or the way to it.
var ErrServer = errors.New("server")

// serverError is what a server did, for people.
type serverError struct{ text string }

func (e serverError) Error() string        { return e.text }
func (e serverError) Is(target error) bool { return target == ErrServer }

// explained returns what went wrong with a request as people can use it. The end of the caller's context stays as it is.
func (c *Client) explained(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return serverError{c.explanation(err)}
}

func (c *Client) explanation(err error) string {
	at := c.config.URL
	var refused *openai.APIError
	var failed *openai.RequestError
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, errSlow), errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("the model server %s did not answer within %s", at, c.config.Timeout)
	case errors.Is(err, errLong):
		return fmt.Sprintf("the model server %s answers more than %d MB, and was left there", at, maxAnswer>>20)
	case errors.Is(err, errElsewhere):
		return fmt.Sprintf("the model server %s sends elsewhere, and was not followed: give the address that it means (%s)", at, short(err.Error()))
	case errors.As(err, &refused):
		return c.refusal(refused.HTTPStatusCode, refused.Message)
	case errors.As(err, &failed):
		return c.refusal(failed.HTTPStatusCode, "")
	case errors.Is(err, errNoAnswer):
		return fmt.Sprintf("the model server %s gives an empty answer", at)
	case errors.As(err, &syntax), errors.As(err, &kind):
		return fmt.Sprintf("the model server %s answers something else than the JSON of the OpenAI protocol: is the address right? With most servers it ends in /v1", at)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Sprintf("the model server %s breaks off in the middle of its answer", at)
	}
	return fmt.Sprintf("the model server %s cannot be reached: %s", at, short(err.Error()))
}

// refusal explains an answer that is an error of HTTP.
func (c *Client) refusal(status int, said string) string {
	at := c.config.URL
	if said = short(said); said == "" {
		said = http.StatusText(status)
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Sprintf("the model server %s does not accept the key: %s", at, said)
	case status == http.StatusNotFound:
		return fmt.Sprintf("the model server %s knows no such address or model: %s", at, said)
	case status == http.StatusTooManyRequests:
		return fmt.Sprintf("the model server %s has too much to do, and still had at attempt %d: %s", at, attempts, said)
	case status >= 500:
		return fmt.Sprintf("the model server %s failed with status %d: %s", at, status, said)
	}
	return fmt.Sprintf("the model server %s refused with status %d: %s", at, status, said)
}

// isRefused reports an answer that says that the request was wrong.
func isRefused(err error) bool {
	var refused *openai.APIError
	var failed *openai.RequestError
	switch {
	case errors.As(err, &refused):
		return refused.HTTPStatusCode == http.StatusBadRequest || refused.HTTPStatusCode == http.StatusUnprocessableEntity
	case errors.As(err, &failed):
		return failed.HTTPStatusCode == http.StatusBadRequest || failed.HTTPStatusCode == http.StatusUnprocessableEntity
	}
	return false
}

// short returns what a server said on one line, as far as it is of use.
func short(said string) string {
	const longest = 200
	said = strings.Join(strings.Fields(said), " ")
	if runes := []rune(said); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return said
}
