package model

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	// maxAnswer is the greatest length of an answer, in bytes.
	maxAnswer = 16 << 20
	// attempts is how often a request is made that the server cannot answer now.
	attempts = 3
	// maxDelay is the longest that is waited for it.
	maxDelay = 30 * time.Second
)

// transport makes requests for the library, which neither repeats them nor bounds their answers.
type transport struct {
	client *http.Client
	wait   func(context.Context, time.Duration) error
	key    string
}

// Do makes a request, again where the server says that it cannot answer now.
func (t *transport) Do(request *http.Request) (*http.Response, error) {
	if t.key == "" {
		request.Header.Del("Authorization")
	}
	for attempt := 1; ; attempt++ {
		response, err := t.client.Do(request)
		if err != nil {
			return nil, err
		}
		response.Body = &boundedBody{body: response.Body, left: maxAnswer}
		if location := response.Header.Get("Location"); response.StatusCode/100 == 3 {
			return nil, errors.Join(redirected(location), response.Body.Close())
		}
		if attempt == attempts || !isTemporary(response.StatusCode) {
			return response, nil
		}
		delay := delayOf(response, attempt)
		if delay > maxDelay {
			return response, nil
		}
		if err := errors.Join(response.Body.Close(), t.wait(request.Context(), delay)); err != nil {
			return nil, err
		}
		if request, err = again(request); err != nil {
			return nil, err
		}
	}
}

// again returns a request with its body, which the former attempt has read.
func again(request *http.Request) (*http.Request, error) {
	repeated := request.Clone(request.Context())
	if request.GetBody == nil {
		return repeated, nil
	}
	body, err := request.GetBody()
	repeated.Body = body
	return repeated, err
}

func isTemporary(status int) bool {
	return status == http.StatusTooManyRequests || status >= 500 && status != http.StatusNotImplemented
}

// delayOf returns how long the server wants to be left alone, or where it does not say, longer with each attempt.
func delayOf(response *http.Response, attempt int) time.Duration {
	after := response.Header.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(after, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(after); err == nil {
		sent, err := http.ParseTime(response.Header.Get("Date")) // by the server's clock
		if err == nil {
			return max(at.Sub(sent), 0)
		}
	}
	return time.Duration(attempt) * time.Second
}

// boundedBody is the body of an answer up to its greatest length; what is longer is an error.
type boundedBody struct {
	body io.ReadCloser
	left int
}

func (b *boundedBody) Read(into []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLong
	}
	read, err := b.body.Read(into[:min(len(into), b.left)])
	b.left -= read
	return read, err
}

func (b *boundedBody) Close() error { return b.body.Close() }

// redirected is the error of an answer that leads elsewhere.
func redirected(location string) error {
	return fmt.Errorf("%w %q", errElsewhere, location)
}
