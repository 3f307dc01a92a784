package link

import (
	"crypto/hmac"
	"strings"

	"github.com/sachant/sachant/graph"
)

// SignSubscription returns the signature of an address of somebody's subscription to a topic: for a reader of feeds or a program of
// mail, which have no session. It does not expire; it is good until the secret that is stored with the subscription is renewed.
func (s Signer) SignSubscription(person graph.Key, topic, nonce string) string {
	return encode(s.sum([]byte(strings.Join([]string{"subscription", topic, string(person), nonce}, "\n"))))
}

// IsOfSubscription reports whether a signature is that of an address of a subscription.
func (s Signer) IsOfSubscription(signature string, person graph.Key, topic, nonce string) bool {
	given, err := decode(signature)
	if err != nil || len(s.Key) == 0 || nonce == "" {
		return false
	}
	wanted, _ := decode(s.SignSubscription(person, topic, nonce))
	return hmac.Equal(given, wanted)
}
