package ingesttest

import (
	"flag"
	"math/rand/v2"
	"testing"
)

// FixSeed makes the properties that a test checks draw the same values each time, unless -rapid.seed says otherwise:
// a fuzz target beside the test tries others.
func FixSeed(t testing.TB) {
	t.Helper()
	const name, random = "rapid.seed", "0"
	if flag.Lookup(name).Value.String() != random {
		return
	}
	set := func(value string) {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	set("20261130")
	t.Cleanup(func() { set(random) })
}

// AddEntropy adds seeds to a fuzz target whose input are the draws of a property.
func AddEntropy(f *testing.F) {
	random := rand.NewChaCha8([32]byte{})
	for range 8 {
		entropy := make([]byte, 4<<10)
		_, _ = random.Read(entropy)
		f.Add(entropy)
	}
}
