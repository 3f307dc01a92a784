// Package link signs what one click in a mail does: for which person, about which question, until when. A link is good once: it names
// the state in which the request was, and replying changes that. Nobody who lacks the key of the installation can make one.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/sachant/sachant/graph"
)

// The actions of links.
const (
	Answer  = "answer"
	Decline = "decline"
	Later   = "later"
	Refer   = "refer"
)

// Actions returns the actions in the order in which mails name them.
func Actions() []string { return []string{Answer, Decline, Later, Refer} }

// Link is what one click does.
type Link struct {
	Person   graph.Key `json:"p"`
	Question graph.Key `json:"q"`
	Action   string    `json:"a"`
	// Since is when the request took the state in which the link is good, in ms.
	Since int64 `json:"s"`
	// Expires is when the link ends, in s.
	Expires int64 `json:"e"`
}

// Lifetime is for how long a link is good.
const Lifetime = 14 * 24 * time.Hour

// ErrInvalid is that a link was not made here, or has expired.
var ErrInvalid = errors.New("the link is no longer good")

// Signer signs links. Its key is secret.
type Signer struct{ Key []byte }

// Sign returns a link as text, good from now on.
func (s Signer) Sign(one Link, now time.Time) (string, error) {
	one.Expires = now.Add(Lifetime).Unix()
	text, err := json.Marshal(one)
	if err != nil {
		return "", err
	}
	return encode(text) + "." + encode(s.sum(text)), nil
}

// Verify returns what a link does.
func (s Signer) Verify(token string, now time.Time) (one Link, err error) {
	body, sum, _ := strings.Cut(token, ".")
	text, err := decode(body)
	if err != nil {
		return one, ErrInvalid
	}
	given, err := decode(sum)
	if err != nil || len(s.Key) == 0 || !hmac.Equal(given, s.sum(text)) {
		return one, ErrInvalid
	}
	if err := json.Unmarshal(text, &one); err != nil || now.Unix() > one.Expires || !slices.Contains(Actions(), one.Action) {
		return Link{}, ErrInvalid
	}
	return one, nil
}

func (s Signer) sum(text []byte) []byte {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write(text)
	return mac.Sum(nil)
}

func encode(text []byte) string { return base64.RawURLEncoding.EncodeToString(text) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(text) }
