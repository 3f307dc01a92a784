package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// languageModel speaks the protocol of OpenAI: it finds what the text calls "relances" to be dunning, and puts that close
// to "recouvrement". It keeps what it is sent.
type languageModel struct {
	*httptest.Server
	mutex sync.Mutex
	sent  strings.Builder
}

func newLanguageModel(t *testing.T) *languageModel {
	t.Helper()
	m := &languageModel{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		m.mutex.Lock()
		_, _ = fmt.Fprintf(&m.sent, "%s %s %s\n", r.URL.Path, r.Header.Get("Authorization"), body)
		m.mutex.Unlock()
		if strings.HasSuffix(r.URL.Path, "/chat/completions") {
			_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"{\"skills\":[{\"label\":\"Dunning\",\"quote\":\"relances clients\"},{\"label\":\"Magic\",\"quote\":\"flies\"}]}"}}]}`)
			return
		}
		var asked struct{ Input []string }
		_ = json.Unmarshal(body, &asked)
		var data []string
		for i, text := range asked.Input {
			vector := make([]float64, 64)
			vector[len(text)%62+2] = 1
			if text == "Dunning" || text == "Recouvrement de créances" || strings.Contains(text, "ne paient pas") {
				vector = append([]float64{1}, make([]float64, 63)...)
			}
			numbers, _ := json.Marshal(vector)
			data = append(data, fmt.Sprintf(`{"index":%d,"embedding":%s}`, i, numbers))
		}
		_, _ = io.WriteString(w, `{"data":[`+strings.Join(data, ",")+`]}`)
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *languageModel) said() string {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.sent.String()
}

// A language model is asked where an address is given, is told of no person, and only proposes.
func TestALanguageModelHelpsWhereItIsConfigured(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	write := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	people := write("people.csv", "Matricule;Nom;Prénom;Poste\n000127;D'Arvor;Hélène;Comptable\n")
	skills := write("skills.csv", "Matricule;Compétence;Niveau acquis;Publié\n000127;Dunning;3;oui\n")
	list := write("list.csv", "libelle\nRecouvrement de créances\n")
	notes := write("notes.txt", "Hélène D'Arvor (matricule 127, h.darvor@orsenne.example, 06 12 34 56 78) fait les relances clients.\n")
	key := write("key", "secret-key\n")
	m := newLanguageModel(t)
	with := func(args ...string) []string {
		return append(args, "--data", data, "--model-url", m.URL+"/v1", "--model", "small", "--embedding-model", "near", "--model-key-file", key)
	}
	do := func(args ...string) string {
		t.Helper()
		status, out, said := command(args...)
		if status != 0 {
			t.Fatalf("%v: status %d, %s", args, status, said)
		}
		return out
	}
	do("import", "people", people, "--data", data)
	do("import", "interviews", skills, "--data", data)
	do("import", "taxonomy", "--csv", list, "--data", data)
	if out := do("skills", "link", "--dry-run", "--data", data); !strings.HasPrefix(out, "0 linked") || m.said() != "" {
		t.Errorf("without an address: %s, and %q was sent", out, m.said())
	}
	if out := do(with("skills", "link", "--dry-run")...); !strings.Contains(out, "+ skill/dunning -same_as-> concept/") {
		t.Errorf("with a model %s", out)
	}
	if out := do(with("find", "les clients ne paient pas")...); !strings.Contains(out, "Hélène D'Arvor") || !strings.Contains(out, "found as “Dunning”, for “les clients ne paient pas”") {
		t.Errorf("what words do not reach is found: %s", out)
	}
	if out := do("find", "les clients ne paient pas", "--data", data); strings.Contains(out, "Arvor") {
		t.Errorf("without an address: %s", out)
	}
	if out := do(with("import", "interviews", "--text", notes)...); !strings.Contains(out, "Dunning “relances clients” (by the language model, a skill of the company)") || strings.Contains(out, "Magic") {
		t.Errorf("proposed is %s", out)
	}
	said := m.said()
	for _, secret := range []string{"Hélène", "Arvor", "darvor", "127", "12 34"} {
		if strings.Contains(strings.ToLower(said), strings.ToLower(secret)) {
			t.Errorf("%q was sent: %s", secret, said)
		}
	}
	if !strings.Contains(said, "Bearer secret-key") || !strings.Contains(said, "relances clients") {
		t.Errorf("sent was %s", said)
	}
	m.Close()
	if out := do(with("import", "interviews", "--text", notes)...); !strings.Contains(out, "Dunning") {
		t.Errorf("what was answered is asked for again: %s", out)
	}
}
