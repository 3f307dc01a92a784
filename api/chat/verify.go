package chat

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// window is how far the clock of a chat program may be from ours, and for how long a request is remembered so that it is not taken
// twice.
const window = 5 * time.Minute

var (
	errSignature = errors.New("its signature or token is none of the configured ones")
	errTime      = errors.New("its time is too far from ours")
	errAgain     = errors.New("it came before")
	errUnknown   = errors.New("it cannot be told whether it came before")
)

// CheckSecrets returns why none of some secrets can be those of a program.
func CheckSecrets(kind string, secrets []string) error {
	const shortest = 16
	if len(secrets) == 0 {
		return errors.New("a token or signing secret is wanted on each line")
	}
	for i, secret := range secrets {
		_, err := base64.StdEncoding.DecodeString(secret)
		switch {
		case len(secret) < shortest:
			return fmt.Errorf("the secret of line %d is shorter than 16 characters", i+1)
		case kind == Teams && err != nil:
			return fmt.Errorf("the secret of line %d is not in Base64, as Teams shows it", i+1)
		}
	}
	return nil
}

// believe returns why a request is not one of the chat program.
func (c *Commands) believe(ctx context.Context, program Program, header http.Header, body []byte) error {
	switch program.Kind {
	case Slack:
		return c.believeSlack(ctx, program, header, body)
	case Teams:
		return c.believeTeams(ctx, program, header, body)
	}
	return believeMattermost(program, header, body)
}

// believeMattermost compares the token of the command, in the header or the form. Mattermost signs nothing, so that a request that
// somebody overheard could be sent again: it is to come over TLS.
func believeMattermost(program Program, header http.Header, body []byte) error {
	sent, is := strings.CutPrefix(header.Get("Authorization"), "Token ")
	if form, err := url.ParseQuery(string(body)); !is && err == nil {
		sent = form.Get("token")
	}
	for _, secret := range program.Secrets {
		if same(sent, secret) {
			return nil
		}
	}
	return errSignature
}

// same compares two texts in a time that tells neither where they differ nor how long the secret is.
func same(sent, secret string) bool {
	one, other := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(one[:], other[:]) == 1
}

// believeSlack checks the signature of version v0, of the time and the body, and that the request is new.
func (c *Commands) believeSlack(ctx context.Context, program Program, header http.Header, body []byte) error {
	stamp := header.Get("X-Slack-Request-Timestamp")
	sent, err := hex.DecodeString(strings.TrimPrefix(header.Get("X-Slack-Signature"), "v0="))
	if err != nil || !strings.HasPrefix(header.Get("X-Slack-Signature"), "v0=") {
		return errSignature
	}
	signed := append([]byte("v0:"+stamp+":"), body...)
	if !isSigned(program.Secrets, sent, signed) {
		return errSignature
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errTime
	}
	return c.isNew(ctx, string(sent), time.Unix(seconds, 0))
}

// believeTeams checks the signature of the body, whose secret is in Base64, and that the request is new by the time in the body.
func (c *Commands) believeTeams(ctx context.Context, program Program, header http.Header, body []byte) error {
	text, is := strings.CutPrefix(header.Get("Authorization"), "HMAC ")
	sent, err := base64.StdEncoding.DecodeString(text)
	if err != nil || !is {
		return errSignature
	}
	var keys []string
	for _, secret := range program.Secrets {
		if key, err := base64.StdEncoding.DecodeString(secret); err == nil {
			keys = append(keys, string(key))
		}
	}
	if !isSigned(keys, sent, body) {
		return errSignature
	}
	var message struct {
		Timestamp time.Time `json:"timestamp"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return errTime
	}
	return c.isNew(ctx, string(sent), message.Timestamp)
}

// isSigned reports whether a signature is that of a text under one of some keys.
func isSigned(keys []string, signature, text []byte) bool {
	for _, key := range keys {
		mac := hmac.New(sha256.New, []byte(key))
		_, _ = mac.Write(text)
		if hmac.Equal(signature, mac.Sum(nil)) {
			return true
		}
	}
	return false
}

// isNew returns why a signed request of a time is not taken.
func (c *Commands) isNew(ctx context.Context, signature string, at time.Time) error {
	now := c.Now()
	if at.Before(now.Add(-window)) || at.After(now.Add(window)) {
		return errTime
	}
	first, err := c.Claim(ctx, "chat "+signature, 2*window)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errUnknown, err)
	case !first:
		return errAgain
	}
	return nil
}
