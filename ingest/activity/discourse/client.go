package discourse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Server is a forum that is read over its API.
type Server struct {
	// URL is the address of the forum.
	URL string
	// Key and User are those of an API key; without a key what visitors may read is read. A key goes over HTTPS alone.
	Key, User string
	// Wait waits before a request is made again; nil waits for the time.
	Wait func(ctx context.Context, howLong time.Duration) error
	// Now returns the time, to which a date in Retry-After is compared.
	Now func() time.Time
}

// The bounds of reading a forum.
const (
	maxAnswer    = 16 << 20 // of a response
	maxAttempts  = 6
	maxWait      = 10 * time.Minute
	usualWait    = 10 * time.Second
	answerWithin = time.Minute
)

// errClosed means that the forum does not give something to this reader.
var errClosed = errors.New("not given")

// errForbidden is errClosed by a refusal, which a proxy or a revoked key may be the cause of as well.
var errForbidden = fmt.Errorf("%w: refused", errClosed)

// client makes the requests of one reading.
type client struct {
	Server
	base *url.URL
	http *http.Client
}

func newClient(of Server) (*client, error) {
	base, err := url.Parse(strings.TrimSuffix(of.URL, "/"))
	switch {
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return nil, fmt.Errorf("read forum: %q is no address of a forum such as https://forum.exemple.fr", of.URL)
	case of.Key != "" && base.Scheme != "https" && !isLoopback(base.Hostname()):
		return nil, fmt.Errorf("read forum: the API key would be sent to %s without encryption: use https", base.Host)
	}
	if of.Wait == nil {
		of.Wait = wait
	}
	stay := func(next *http.Request, before []*http.Request) error {
		if next.URL.Host != base.Host || next.URL.Scheme != base.Scheme || len(before) > 3 {
			return fmt.Errorf("%s redirects to %s: give that address, if it is the forum", base.Host, next.URL.Host)
		}
		return nil
	}
	return &client{of, base, &http.Client{Timeout: answerWithin, CheckRedirect: stay}}, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// wait waits for a time, or until the context ends.
func wait(ctx context.Context, howLong time.Duration) error {
	timer := time.NewTimer(howLong)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// get returns what the forum answers to a path, and again where it asks to wait; errClosed where it does not give it.
func (c *client) get(ctx context.Context, path string) (json.RawMessage, error) {
	for attempt := 1; ; attempt++ {
		content, pause, err := c.try(ctx, path)
		if pause == 0 || attempt == maxAttempts {
			return content, err
		}
		if err := c.Wait(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// try makes one request. A pause says how long to wait before the next attempt; 0 is not to try again.
func (c *client) try(ctx context.Context, path string) (content json.RawMessage, pause time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.String()+path, http.NoBody)
	if err != nil {
		return nil, 0, fmt.Errorf("read forum: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	if c.Key != "" {
		request.Header.Set("Api-Key", c.Key)
		request.Header.Set("Api-Username", c.User)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, 0, fmt.Errorf("read forum: %w", err)
	}
	defer response.Body.Close()
	switch status := response.StatusCode; {
	case status == http.StatusTooManyRequests:
		return nil, c.retryAfter(response), fmt.Errorf("read forum: %s wants fewer requests, however long one waits", c.base.Host)
	case slices.Contains([]int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, status):
		return nil, c.retryAfter(response), fmt.Errorf("read forum: %s%s answers %d", c.base.Host, path, status)
	case status == http.StatusForbidden:
		return nil, 0, fmt.Errorf("read forum: %s%s answers %d: %w", c.base.Host, path, status, errForbidden)
	case status == http.StatusNotFound || status == http.StatusGone:
		return nil, 0, fmt.Errorf("read forum: %s%s answers %d: %w", c.base.Host, path, status, errClosed)
	case status != http.StatusOK:
		return nil, 0, fmt.Errorf("read forum: %s%s answers %d", c.base.Host, path, status)
	}
	content, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, 0, fmt.Errorf("read forum: %w", err)
	}
	if len(content) > maxAnswer {
		return nil, 0, fmt.Errorf("read forum: %s%s answers more than %d MB", c.base.Host, path, maxAnswer>>20)
	}
	return content, 0, nil
}

// retryAfter returns how long the forum asks to wait, in seconds or until a date.
func (c *client) retryAfter(response *http.Response) time.Duration {
	text := response.Header.Get("Retry-After")
	pause := usualWait
	if seconds, err := strconv.Atoi(text); err == nil {
		pause = time.Duration(min(max(seconds, 1), int(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil && c.Now != nil {
		pause = at.Sub(c.Now())
	}
	return min(max(pause, time.Second), maxWait)
}
