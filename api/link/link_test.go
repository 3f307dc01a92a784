package link_test

import (
	"testing"
	"time"

	"github.com/sachant/sachant/api/link"
)

// A link does what it was signed for, until it expires; one that is changed, or of another key, does nothing.
func TestALinkDoesWhatItWasSignedFor(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	signer := link.Signer{Key: []byte("a key of this installation")}
	wanted := link.Link{Person: "person/ana", Question: "contribution/q", Action: link.Decline, Since: 7}
	token, err := signer.Sign(wanted, now)
	if err != nil {
		t.Fatal(err)
	}
	got, err := signer.Verify(token, now.Add(link.Lifetime))
	if got.Expires = 0; err != nil || got != wanted {
		t.Errorf("it does %+v, %v", got, err)
	}
	for name, bad := range map[string]struct {
		signer link.Signer
		token  string
		at     time.Time
	}{
		"expired":     {signer, token, now.Add(link.Lifetime + time.Second)},
		"another key": {link.Signer{Key: []byte("another")}, token, now},
		"no key":      {link.Signer{}, token, now},
		"changed":     {signer, "f" + token[1:], now},
		"shortened":   {signer, token[:len(token)-1], now},
		"empty":       {signer, "", now},
	} {
		if _, err := bad.signer.Verify(bad.token, bad.at); err == nil {
			t.Errorf("%s: the link is good", name)
		}
	}
}

func FuzzNoLinkIsMadeWithoutTheKey(f *testing.F) {
	signer := link.Signer{Key: []byte("k")}
	f.Add("a.b")
	f.Fuzz(func(t *testing.T, token string) {
		if one, err := signer.Verify(token, time.Unix(0, 0)); err == nil {
			t.Errorf("%q does %+v", token, one)
		}
	})
}
