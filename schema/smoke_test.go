package schema

import "testing"

func TestNew(t *testing.T) {
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`{viewer{roles}}`, `{a`, `{viewer{x}}`, `{...A} fragment A on Query {...A}`} {
		t.Log(s.Validate(q))
	}
}
