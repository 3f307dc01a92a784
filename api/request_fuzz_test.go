package api

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sachant/sachant/api/page"
)

// FuzzRequest: whatever a client posts, it is refused by an answer of 400 to 499, or holds a
// question.
func FuzzRequest(f *testing.F) {
	f.Add("application/json", []byte(`{"query":"{viewer{roles}}","variables":{"a":[1,null]},"operationName":"Q"}`))
	f.Add("application/json; charset=UTF-8", []byte(` [{"query":"{a}"}]`))
	f.Add("text/plain", []byte("{}"))
	f.Add(`application/json; charset="`, []byte(`{"query":7}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		posted := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
		posted.Header.Set("Content-Type", kind)
		request, err := readRequest(httptest.NewRecorder(), posted)
		var refused refusal
		switch {
		case errors.As(err, &refused) && (refused.status < 400 || refused.status > 499 || refused.message == ""):
			t.Errorf("%q is refused with %+v", body, refused)
		case err != nil && !errors.As(err, &refused):
			t.Errorf("%q is refused with %v, which is no refusal", body, err)
		case err == nil && strings.TrimSpace(request.Query) == "":
			t.Errorf("%q is a question", body)
		}
	})
}

// FuzzSearchOf: whatever stands in the address of a page or in a form, what is searched for is
// text of bounded length, and a form leads back to a page of ours.
func FuzzSearchOf(f *testing.F) {
	f.Add("q=n%C3%A9gociation&unit=DSI&after=MSBh&back=/find?q=a&level=2.5")
	f.Add("q=%ff%00&back=//evil.example&level=NaN")
	f.Add("back=/%5Cevil.example&q=" + strings.Repeat("+a", 500))
	f.Add("back=/%09/evil.example&withdraw=yes;")
	f.Fuzz(func(t *testing.T, query string) {
		request := httptest.NewRequest(http.MethodGet, "/", nil)
		request.URL.RawQuery = query
		found := page.SearchParametersOf(request)
		for _, text := range []string{found.Words, found.Unit, found.Site, found.After} {
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > page.MaxSearch {
				t.Errorf("%q searches for %q", query, text)
			}
		}
		fields := request.URL.Query()
		back, err := url.Parse("https://sachant.exemple/person/ana")
		if err != nil {
			t.Fatal(err)
		}
		if led, err := back.Parse(page.LocalPath(fields.Get("back"))); err == nil && (led.Host != back.Host || led.Scheme != back.Scheme) {
			t.Errorf("%q leads to %s", query, led)
		}
		for _, form := range everyForm() {
			_, err := form.Variables(fields)
			var refused page.Error
			if err != nil && (!errors.As(err, &refused) || refused.Status != http.StatusBadRequest) {
				t.Errorf("%q is refused with %v", query, err)
			}
		}
	})
}
