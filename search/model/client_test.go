package model_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sachant/sachant/search/model"
)

// server speaks the protocol of OpenAI, and keeps what it is sent.
type server struct {
	*httptest.Server
	mutex  sync.Mutex
	bodies []string
	delays []time.Duration // that the client waited
}

// serve answers each request with the next of some handlers, the last for all further ones.
func serve(t testing.TB, handlers ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mutex.Lock()
		next := handlers[min(len(s.bodies), len(handlers)-1)]
		s.bodies = append(s.bodies, string(body))
		s.mutex.Unlock()
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		next(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *server) sent() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.bodies)
}

func (s *server) client(t testing.TB, mask model.Masker, change ...func(*model.Config)) *model.Client {
	t.Helper()
	config := model.Config{URL: s.URL + "/v1", Model: "small", Embedding: "near", Key: "secret", Timeout: 10 * time.Second,
		Wait: func(_ context.Context, delay time.Duration) error {
			s.mutex.Lock()
			defer s.mutex.Unlock()
			s.delays = append(s.delays, delay)
			return nil
		}}
	for _, one := range change {
		one(&config)
	}
	client, err := model.New(config, mask)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// chat answers a prompt with a text.
func chat(content string) http.HandlerFunc {
	text, _ := json.Marshal(content)
	return says(http.StatusOK, `{"choices":[{"message":{"role":"assistant","content":`+string(text)+`},"finish_reason":"stop"}]}`)
}

// vectorsOf answers with the vector of each text that is asked for.
func vectorsOf(vector func(text string) []float64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Input []string }
		_ = json.NewDecoder(r.Body).Decode(&asked)
		var data []string
		for i, text := range asked.Input {
			numbers, _ := json.Marshal(vector(text))
			data = append(data, fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":%s}`, i, numbers))
		}
		slices.Reverse(data) // the index counts, not the place
		_, _ = io.WriteString(w, `{"data":[`+strings.Join(data, ",")+`]}`)
	}
}

func byLength(text string) []float64 { return []float64{float64(len(text)), 1, -3} }

func object() model.Schema {
	return model.Schema{Name: "skills", JSON: json.RawMessage(`{"type":"object"}`)}
}

// No name, address or number of anybody leaves, neither with a prompt nor with a label.
func TestWhatIsSentIdentifiesNobody(t *testing.T) {
	s := serve(t, chat(`{}`), vectorsOf(byLength))
	client := s.client(t, staff(t))
	secret := "Hélène D'Arvor (h.darvor@orsenne.example, 01 23 45 67 89, matricule 000127, NIR 2 85 05 78 006 084 36) soude en TIG"
	if _, err := client.Complete(t.Context(), "List the skills.", secret, object()); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Embed(t.Context(), "soudage", secret, "Nguyen Do"); err != nil {
		t.Fatal(err)
	}
	sent := strings.Join(s.sent(), "\n")
	for _, one := range []string{"Hélène", "Arvor", "darvor", "orsenne", "23 45", "000127", "127", "84 36", "Nguyen", "Do\""} {
		if strings.Contains(strings.ToLower(sent), strings.ToLower(one)) {
			t.Errorf("%q was sent: %s", one, sent)
		}
	}
	if !strings.Contains(sent, "soude en TIG") || !strings.Contains(sent, "soudage") {
		t.Errorf("what somebody knows was not sent: %s", sent)
	}
}

// What a server does wrong is told in one line that names it, and what to do.
func TestAServerThatIsWrongIsNamed(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"`)
		for line := strings.Repeat("a", 1<<16); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	}
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	busy := says(http.StatusTooManyRequests, `{"error":{"message":"slow down"}}`, "Retry-After", "7")
	for name, test := range map[string]struct {
		handlers []http.HandlerFunc
		want     string
		requests int
	}{
		"an error":          {[]http.HandlerFunc{says(500, `{"error":{"message":"out of memory"}}`)}, "failed with status 500: out of memory", 3},
		"an error, no JSON": {[]http.HandlerFunc{says(502, "<html>Bad gateway")}, "failed with status 502: Bad Gateway", 3},
		"busy":              {[]http.HandlerFunc{busy}, "has too much to do, and still had at attempt 3: slow down", 3},
		"busy for long":     {[]http.HandlerFunc{says(429, "", "Retry-After", "3600")}, "has too much to do", 1},
		"no key":            {[]http.HandlerFunc{says(401, `{"error":{"message":"no"}}`)}, "does not accept the key: no", 1},
		"no model":          {[]http.HandlerFunc{says(404, `{"error":{"message":"model small not found"}}`)}, "knows no such address or model: model small not found", 1},
		"half":              {[]http.HandlerFunc{says(200, `{"choices":[{"mess`)}, "breaks off in the middle of its answer", 1},
		"HTML":              {[]http.HandlerFunc{says(200, "<!doctype html><title>Sign in")}, "is the address right? With most servers it ends in /v1", 1},
		"another JSON":      {[]http.HandlerFunc{says(200, `{"choices":"none"}`)}, "is the address right?", 1},
		"nothing":           {[]http.HandlerFunc{says(200, `{"choices":[]}`)}, "gives an empty answer", 1},
		"prose":             {[]http.HandlerFunc{chat("I am sorry, I cannot.")}, "answers something else than the JSON that it was asked for", 1},
		"half an object":    {[]http.HandlerFunc{chat(`{"skills":[{"label":"a"}`)}, "answers something else than the JSON that it was asked for", 1},
		"elsewhere":         {[]http.HandlerFunc{says(307, "", "Location", "http://elsewhere.example/")}, "sends elsewhere, and was not followed", 1},
		"endless":           {[]http.HandlerFunc{endless}, "answers more than 16 MB, and was left there", 1},
		"silent":            {[]http.HandlerFunc{silent}, "did not answer within 300ms", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.handlers...)
			client := s.client(t, staff(t), func(c *model.Config) {
				if name == "silent" {
					c.Timeout = 300 * time.Millisecond
				}
			})
			_, err := client.Complete(t.Context(), "List.", "soudage", object())
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), s.URL) {
				t.Errorf("the error is %v, want one with %q and the address", err, test.want)
			}
			if strings.Contains(fmt.Sprint(err), "secret") || strings.Contains(fmt.Sprint(err), "\n") {
				t.Errorf("the error tells the key, or takes more than a line: %v", err)
			}
			if got := len(s.sent()); got != test.requests {
				t.Errorf("%d requests were made, want %d", got, test.requests)
			}
		})
	}
}

// A server that hangs is waited for once: a minute long, what else is asked of it fails at once.
func TestAServerThatHangsIsLeftAlone(t *testing.T) {
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	s := serve(t, silent)
	client := s.client(t, staff(t), func(c *model.Config) {
		c.Timeout, c.Now = 100*time.Millisecond, func() time.Time { return now }
	})
	for _, step := range []struct {
		later    time.Duration
		requests int
	}{{0, 1}, {30 * time.Second, 1}, {31 * time.Second, 2}} {
		now = now.Add(step.later)
		_, err := client.Complete(t.Context(), "List.", "soudage", object())
		_, errEmbed := client.Embed(t.Context(), "soudage")
		if err == nil || errEmbed == nil || !strings.Contains(err.Error(), "did not answer within 100ms") {
			t.Errorf("the errors are %v and %v", err, errEmbed)
		}
		if got := len(s.sent()); got != step.requests {
			t.Errorf("%d requests were made, want %d", got, step.requests)
		}
	}
}

// A server that has too much to do is asked again when it says, with the same text.
func TestRetryAfterIsKeptTo(t *testing.T) {
	at := says(http.StatusServiceUnavailable, "", "Retry-After", "Mon, 30 Nov 2026 09:00:12 GMT", "Date", "Mon, 30 Nov 2026 09:00:00 GMT")
	s := serve(t, says(429, "", "Retry-After", "7"), at, chat("```json\n{\"skills\":[]}\n```"))
	answer, err := s.client(t, staff(t)).Complete(t.Context(), "List.", "soudage", object())
	if err != nil || answer != `{"skills":[]}` {
		t.Fatalf("the answer is %q, %v", answer, err)
	}
	if want := []time.Duration{7 * time.Second, 12 * time.Second}; !slices.Equal(s.delays, want) {
		t.Errorf("the client waited %v, want %v", s.delays, want)
	}
	if sent := s.sent(); len(sent) != 3 || sent[0] != sent[2] {
		t.Errorf("what was sent again differs: %q", sent)
	}
}

// A server that knows no schema is asked for any object.
func TestAServerWithoutSchemasIsAskedForAnObject(t *testing.T) {
	s := serve(t, says(400, `{"error":{"message":"json_schema is not supported"}}`), chat("<think>{hm}</think>{\"skills\":[]}"))
	if _, err := s.client(t, staff(t)).Complete(t.Context(), "List.", "soudage", object()); err != nil {
		t.Fatal(err)
	}
	if sent := s.sent(); len(sent) != 2 || !strings.Contains(sent[1], `"json_object"`) {
		t.Errorf("%q was sent", sent)
	}
}

func TestWhatWasAnsweredIsNotAskedAgain(t *testing.T) {
	dir := t.TempDir()
	kept := func(c *model.Config) { c.Dir = dir }
	s := serve(t, chat(`{"skills":[]}`), vectorsOf(byLength))
	for range 2 {
		client := s.client(t, staff(t), kept)
		if _, err := client.Complete(t.Context(), "List.", "soudage", object()); err != nil {
			t.Fatal(err)
		}
		vectors, err := client.Embed(t.Context(), "soudage", "paie", "soudage")
		if err != nil || len(vectors) != 3 || vectors[0].Closeness(vectors[2]) < 0.999 || vectors[0].Closeness(vectors[1]) > 0.999 {
			t.Fatalf("the vectors are %v, %v", vectors, err)
		}
	}
	if sent := s.sent(); len(sent) != 2 {
		t.Errorf("%d requests were made: %q", len(sent), sent)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v, %v", file, info.Mode(), err)
		}
	}
	s.client(t, staff(t), kept, func(c *model.Config) { c.Now = func() time.Time { return time.Now().Add(31 * 24 * time.Hour) } })
	if left, _ := filepath.Glob(filepath.Join(dir, "*.answer.json")); len(left) > 0 {
		t.Errorf("%v are kept for more than 30 days", left)
	}
}

// A server that runs for long forgets too.
func TestAnswersAreForgottenByAClientThatStays(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	s := serve(t, chat(`{"skills":[]}`), chat(`{"skills":[]}`))
	client := s.client(t, staff(t), func(c *model.Config) { c.Dir, c.Now = dir, func() time.Time { return now } })
	for _, text := range []string{"soudage", "paie"} {
		if _, err := client.Complete(t.Context(), "List.", text, object()); err != nil {
			t.Fatal(err)
		}
		now = now.Add(31 * 24 * time.Hour)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.answer.json")); len(left) != 1 {
		t.Errorf("%v are kept, want the later answer alone", left)
	}
}

// A file of vectors that a crash cut is used as far as it goes.
func TestAFileThatIsCutIsUsed(t *testing.T) {
	dir := t.TempDir()
	s := serve(t, vectorsOf(byLength))
	embed := func(texts ...string) {
		t.Helper()
		client := s.client(t, staff(t), func(c *model.Config) { c.Dir = dir })
		if _, err := client.Embed(t.Context(), texts...); err != nil {
			t.Fatal(err)
		}
	}
	embed("a b", "c d e")
	files, err := filepath.Glob(filepath.Join(dir, "*.vectors"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	info, _ := os.Stat(files[0])
	if err := os.Truncate(files[0], info.Size()-1); err != nil {
		t.Fatal(err)
	}
	embed("a b", "c d e", "f")
	embed("a b", "c d e", "f")
	if sent := s.sent(); len(sent) != 2 || strings.Contains(sent[1], "a b") {
		t.Errorf("%q was sent", sent)
	}
}

func TestVectorsThatDoNotFitAreRefused(t *testing.T) {
	for name, test := range map[string]struct{ first, then, want string }{
		"fewer":            {`{"data":[]}`, "", "answers another number of vectors than it was asked for: 0 instead of 1"},
		"empty":            {`{"data":[{"index":0,"embedding":[]}]}`, "", "answers vectors that are none"},
		"zero":             {`{"data":[{"index":0,"embedding":[0,0]}]}`, "", "answers vectors that are none"},
		"numbered wrongly": {`{"data":[{"index":4,"embedding":[1,0]}]}`, "", "numbers its vectors wrongly"},
		"other dimensions": {`{"data":[{"index":0,"embedding":[1,0]}]}`, `{"data":[{"index":0,"embedding":[1,0,1]}]}`, "gives vectors of dimension 3, and gave such of dimension 2 before"},
		"HTML":             {"<html>", "", "is the address right?"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, says(200, test.first), says(200, test.then))
			client := s.client(t, staff(t))
			_, err := client.Embed(t.Context(), "soudage")
			if test.then != "" && err == nil {
				_, err = client.Embed(t.Context(), "paie")
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, model.ErrServer) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
}

func TestManyTextsAreSentInParts(t *testing.T) {
	s := serve(t, vectorsOf(byLength))
	var texts []string
	for i := range 150 {
		texts = append(texts, "label "+strconv.Itoa(i))
	}
	vectors, err := s.client(t, staff(t)).Embed(t.Context(), texts...)
	if err != nil || len(vectors) != 150 || len(s.sent()) != 3 {
		t.Errorf("%d vectors by %d requests, %v", len(vectors), len(s.sent()), err)
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	for _, address := range []string{"", "localhost:11434", "ftp://a.example/v1", "http://", "https://user:secret@a.example/v1", "http://a\x00"} {
		if _, err := model.New(model.Config{URL: address, Model: "a"}, staff(t)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
