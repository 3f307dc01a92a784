package link_test

import (
	"testing"

	"github.com/sachant/sachant/api/link"
)

// A signature is good for one topic, one person, one secret and one installation, and for no link of a mail.
func TestASubscriptionHasASignatureOfItsOwn(t *testing.T) {
	here, there := link.Signer{Key: []byte("a key of this installation")}, link.Signer{Key: []byte("another")}
	signature := here.SignSubscription("person/a", "feed", "n1")
	for name, good := range map[string]bool{
		"itself":               here.IsOfSubscription(signature, "person/a", "feed", "n1"),
		"not another topic":    !here.IsOfSubscription(signature, "person/a", "digest", "n1"),
		"not another person":   !here.IsOfSubscription(signature, "person/b", "feed", "n1"),
		"not another secret":   !here.IsOfSubscription(signature, "person/a", "feed", "n2"),
		"not no secret":        !here.IsOfSubscription(here.SignSubscription("person/a", "feed", ""), "person/a", "feed", ""),
		"not elsewhere":        !there.IsOfSubscription(signature, "person/a", "feed", "n1"),
		"not without a key":    !link.Signer{}.IsOfSubscription(link.Signer{}.SignSubscription("person/a", "feed", "n1"), "person/a", "feed", "n1"),
		"not nothing":          !here.IsOfSubscription("", "person/a", "feed", "n1"),
		"not a part of itself": !here.IsOfSubscription(signature[:16], "person/a", "feed", "n1"),
	} {
		if !good {
			t.Errorf("a signature is good for %s", name)
		}
	}
}
