// Package model asks a language model, at any address that speaks the protocol of OpenAI, for two things: texts as
// vectors, so that what means the same lies close together, and the answer to a prompt as JSON. Nothing leaves before
// what identifies people is masked, and what was answered once is kept, so that the same is not asked again.
//
// A server may be slow, wrong or hostile: requests have a time limit, answers a greatest length, and what does not fit is
// an error that says which server, and what it did.
package model

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Config says which server is asked, and how.
type Config struct {
	// URL is the address of the server's API; with most servers it ends in /v1.
	URL string
	// Model answers prompts, Embedding makes vectors; where one is empty, that is not asked for.
	Model, Embedding string
	// Key is sent as a bearer token; none where empty.
	Key string
	// Dir is the folder that keeps what was answered; nothing is kept where it is empty.
	Dir string
	// Timeout is how long one answer may take, with its repetitions; DefaultTimeout where 0.
	Timeout time.Duration
	// Wait waits before a request is repeated; nil waits by the clock.
	Wait func(context.Context, time.Duration) error
	// Now is the clock by which what was kept becomes too old; time.Now where nil.
	Now func() time.Time
}

// DefaultTimeout is how long an answer may take where nothing else is said: what is asked goes on without a model after it.
const DefaultTimeout = 20 * time.Second

// restAfterSlow is how long a server that did not answer in time is not asked again: what asks many times waits once.
const restAfterSlow = time.Minute

// Masker returns a text without what identifies people, such as their names, addresses and numbers.
type Masker interface {
	Mask(text string) string
}

// Client asks one server. It may be used by several goroutines.
type Client struct {
	config  Config
	mask    Masker
	api     *openai.Client
	kept    *kept
	vectors *vectorFile
	running chan struct{}

	mutex  sync.Mutex
	slowAt time.Time // when the server last did not answer in time
}

// maxRunning is how many requests one client makes at once.
const maxRunning = 2

// New returns a client. All that it sends passes through the masker first.
func New(config Config, mask Masker) (*Client, error) {
	address, err := url.Parse(strings.TrimRight(config.URL, "/"))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the address of the model server is malformed: %w", err)
	case address.Scheme != "http" && address.Scheme != "https" || address.Host == "":
		return nil, fmt.Errorf("the address of the model server, %q, is none of HTTP, such as http://127.0.0.1:11434/v1", config.URL)
	case address.User != nil:
		return nil, errors.New("the address of the model server holds a password: put the key into a file, and name that")
	}
	if config.Timeout == 0 {
		config.Timeout = DefaultTimeout
	}
	if config.Wait == nil {
		config.Wait = wait
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	c := &Client{config: config, mask: mask, running: make(chan struct{}, maxRunning), kept: &kept{dir: config.Dir, now: config.Now}}
	c.vectors = newVectorFile(config.Dir, contentHash(config.URL, config.Embedding))
	made := openai.DefaultConfig(config.Key)
	made.BaseURL, made.HTTPClient = address.String(), &transport{client: httpClient(), wait: config.Wait, key: config.Key}
	c.api = openai.NewClientWithConfig(made)
	c.kept.forgetOld()
	return c, nil
}

// httpClient follows no redirection, which would send a text elsewhere.
func httpClient() *http.Client {
	return &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func wait(ctx context.Context, delay time.Duration) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Host returns the host that everything is sent to, with its port where the address has one.
func (c *Client) Host() string {
	address, err := url.Parse(c.config.URL)
	if err != nil {
		return ""
	}
	return address.Host
}

// Completes reports whether the client answers prompts, Embeds whether it makes vectors.
func (c *Client) Completes() bool { return c != nil && c.config.Model != "" }

// Embeds reports whether the client makes vectors.
func (c *Client) Embeds() bool { return c != nil && c.config.Embedding != "" }

// maxPrompt is the greatest length of a text that is sent, in bytes.
const maxPrompt = 64 << 10

// Complete returns the model's answer to a text, by instructions, as an object of JSON. The answer fits the schema as far
// as the server holds to it: the caller checks.
func (c *Client) Complete(ctx context.Context, instructions, text string, format Schema) (string, error) {
	if len(text) > maxPrompt {
		return "", fmt.Errorf("the text has %d bytes, and a model is sent %d at most: give it in parts", len(text), maxPrompt)
	}
	text = c.mask.Mask(text)
	id := contentHash("complete", c.config.URL, c.config.Model, instructions, text)
	if answer, ok := c.kept.read(id); ok {
		return answer, nil
	}
	request := openai.ChatCompletionRequest{
		Model: c.config.Model,
		Messages: []openai.ChatCompletionMessage{
			{Role: openai.ChatMessageRoleSystem, Content: instructions},
			{Role: openai.ChatMessageRoleUser, Content: text},
		},
		ResponseFormat: format.response(),
		Temperature:    c.temperature(),
	}
	content, err := c.complete(ctx, request)
	if isRefused(err) { // servers differ in which formats they know
		request.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		content, err = c.complete(ctx, request)
	}
	if err != nil {
		return "", c.explained(err)
	}
	answer, ok := objectIn(content)
	if !ok {
		return "", fmt.Errorf("the model %q of the server %s answers something else than the JSON that it was asked for", c.config.Model, c.config.URL)
	}
	c.kept.write(id, answer)
	return answer, nil
}

// temperature is the lowest, for the same answer to the same text; the library leaves out zero. Models that reason allow
// none.
func (c *Client) temperature() float32 {
	for _, family := range []string{"o1", "o3", "o4", "gpt-5"} {
		if strings.HasPrefix(c.config.Model, family) {
			return 0
		}
	}
	return math.SmallestNonzeroFloat32
}

func (c *Client) complete(ctx context.Context, request openai.ChatCompletionRequest) (content string, err error) {
	err = c.limited(ctx, func(ctx context.Context) error {
		response, err := c.api.CreateChatCompletion(ctx, request)
		if err == nil && len(response.Choices) == 0 {
			return errNoAnswer
		}
		if err == nil {
			content = response.Choices[0].Message.Content
		}
		return err
	})
	return content, err
}

// limited makes one request within the time limit, when fewer than maxRunning others run.
func (c *Client) limited(ctx context.Context, request func(context.Context) error) error {
	if c.rests() {
		return errSlow
	}
	err := c.inTime(ctx, request)
	if errors.Is(err, errSlow) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.slowAt = c.config.Now()
	}
	return err
}

// rests reports whether the server did not answer in time lately.
func (c *Client) rests() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return !c.slowAt.IsZero() && c.config.Now().Sub(c.slowAt) < restAfterSlow
}

func (c *Client) inTime(ctx context.Context, request func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, c.config.Timeout, errSlow)
	defer cancel()
	select {
	case c.running <- struct{}{}:
		defer func() { <-c.running }()
	case <-limited.Done():
		return context.Cause(limited)
	}
	err := request(limited)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		return errSlow
	}
	return err
}
