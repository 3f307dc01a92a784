package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"hash"
	"strings"
)

// Namer makes ids that are the same on every import and meaningless outside: hashes under the key of the
// installation. So the log and the index hold no name, mail or number.
type Namer struct{ key []byte }

// NewNamer returns a namer with the key of an installation, 16 bytes or more.
func NewNamer(key []byte) Namer { return Namer{key: append([]byte(nil), key...)} }

// ID returns a hash of the parts, of 16 letters and digits: 80 bits, so that among a million ids the odds
// of one collision are below 1 in 10^12.
func (n Namer) ID(parts ...string) string {
	mac := hmac.New(sha256.New, n.key)
	for _, part := range parts {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return shortSum(mac, 10)
}

// Key returns a key of its own for a purpose, such as to sign links.
func (n Namer) Key(purpose string) []byte {
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte("key\x00" + purpose))
	return mac.Sum(nil)
}

// shortSum returns the first bytes of a hash in small letters and digits, eight for five bytes.
func shortSum(of hash.Hash, bytes int) string {
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(of.Sum(nil)[:bytes]))
}
