package graph

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What is encoded by hand is what the library makes of it, both ways.
func TestPlainIsCanonical(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		zone := time.FixedZone("", 60*rapid.IntRange(-720, 720).Draw(r, "zone"))
		at := time.UnixMilli(rapid.Int64Range(-6e13, 2e14).Draw(r, "at")).In(zone)
		if rapid.Bool().Draw(r, "none") {
			at = time.Time{}
		}
		for _, value := range []Value{Likes{at}, Follows{at}, Is{}, ReportsTo{}, InUnit{}, AtSite{}, Authored{}, About{}, In{}, Concerns{}} {
			described, _ := describe(value.Kind())
			rounded, _ := described.split(value)
			want, err := canonical(rounded)
			if err != nil {
				r.Fatal(err)
			}
			got, simple := described.encodePlain(value)
			if simple && string(got) != string(want) {
				r.Fatalf("%T is %s, want %s", value, got, want)
			}
			back, err := decode(value.Kind(), want, nil)
			if err != nil || back != rounded {
				r.Fatalf("%s is read as %v, %v, want %v", want, back, err, rounded)
			}
		}
	})
}

func TestOtherSpellingsOfATimeAreReadToo(t *testing.T) {
	for _, text := range []string{`{ "at": "2026-01-14T09:30:00Z" }`, `{"at":"2026-01-14T09:30:00Z","more":"x"}`} {
		var want Likes
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if got, err := decode(KindLikes, []byte(text), nil); err != nil || got != want {
			t.Errorf("%s is read as %v, %v, want %v", text, got, err, want)
		}
	}
}
