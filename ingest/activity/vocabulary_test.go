package activity

import "testing"

func FuzzParseActivity(f *testing.F) {
	f.Add([]byte(`{"type":"Like","actor":"a","published":"2026-01-14T12:00:00Z","object":["q"]}`))
	f.Add([]byte(`{"type":"Create","object":{"id":"x","tag":[1,{}],"audience":[]}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var got activity
		if err := got.parse(line); err == nil && got.Object.idOrEmpty() == "" {
			t.Errorf("%q has no object and no error", line)
		}
	})
}
