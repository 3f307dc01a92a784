package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const besidePeople = `Matricule;Nom;Prénom;Poste;Service
000127;LEFEVRE;Zoé;Soudeuse;Atelier
000411;N'GUYEN;Loïc;Opérateur de presse;Atelier
`

// said is what a command prints, and how it ends.
type said struct {
	Stdout, Stderr string
	Status         int
}

func (p program) says(folder string, args ...string) said {
	p.t.Helper()
	var out, errors bytes.Buffer
	command := p.command(p.t.Context(), args...)
	command.Dir, command.Stdout, command.Stderr = folder, &out, &errors
	err := command.Run()
	if _, ended := err.(*exec.ExitError); err != nil && !ended {
		p.t.Fatal(err)
	}
	return said{out.String(), errors.String(), command.ProcessState.ExitCode()}
}

// An import beside a running server says and does the same as without one, and people are found at once.
func TestImportBesideARunningServer(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"people.csv": besidePeople,
		"more.csv":   besidePeople + "000500;MARTIN;Inès;Fondeuse;Fonderie\n",
		"skills.csv": "Matricule;Compétence;Niveau acquis;Date de l'entretien\n000127;Soudage TIG;3;05/11/2026\n999999;Soudage TIG;3;05/11/2026\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	served, alone := program{t, filepath.Join(t.TempDir(), "served")}, program{t, filepath.Join(t.TempDir(), "alone")}
	for _, one := range []program{served, alone} {
		if first := one.says(folder, "import", "people", "people.csv", "--installation-key", strings.Repeat("07", 32)); first.Status != 0 {
			t.Fatalf("the first import: %+v", first)
		}
	}
	server, _ := served.serve(t.Context())
	for _, line := range []string{
		"import people --dry-run more.csv",
		"import people more.csv",
		"import people more.csv --json",
		"--language fr import interviews skills.csv",
		"import interviews skills.csv --rejects rejects.csv",
		"import interviews skills.csv --scale none",
		"import people missing.csv",
		"import undo",
		"import list",
	} {
		args := strings.Fields(line)
		want := alone.says(folder, args...)
		_ = os.Remove(filepath.Join(folder, "rejects.csv"))
		got := served.says(folder, args...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-alone +beside a server):\n%s", line, diff)
		}
		if _, err := os.Stat(filepath.Join(folder, "rejects.csv")); strings.Contains(line, "--rejects") && err != nil {
			t.Error(err)
		}
	}
	if piped := served.says(folder, "import", "facts", "-"); piped.Status != 2 || !strings.Contains(piped.Stderr, "piped") {
		t.Errorf("what is piped in: %+v", piped)
	}
	for _, args := range [][]string{{"--csv", "people.csv", "--mapping", "/dev/stdin"}, {"--jsonl", "/dev/fd/63"}} {
		if piped := served.says(folder, append([]string{"import", "activity"}, args...)...); piped.Status != 2 || !strings.Contains(piped.Stderr, "piped") {
			t.Errorf("what is piped into %q: %+v", args, piped)
		}
	}
	handsKeyOver(t, alone)
	handsKeyOver(t, served)
	if found := served.run("find", "Inès"); !strings.Contains(found, "MARTIN") {
		t.Errorf("who was imported is not found: %s", found)
	}
	ends(t, server)
	if diff := cmp.Diff(alone.isSound(), served.isSound()); diff != "" {
		t.Errorf("the stores differ:\n%s", diff)
	}
}

// handsKeyOver checks that an import, also beside a server, reads a forum by the key that its own environment holds.
func handsKeyOver(t *testing.T, served program) {
	keys := make(chan string, 100)
	forum := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys <- r.Header.Get("Api-Key") + " " + r.Header.Get("Api-Username")
		http.Error(w, "no", http.StatusForbidden)
	}))
	defer forum.Close()
	command := served.command(t.Context(), "import", "activity", "--discourse", forum.URL)
	command.Env = append(command.Env, "SACHANT_DISCOURSE_KEY=of the caller", "SACHANT_DISCOURSE_USER=reader")
	out, _ := command.CombinedOutput() // the forum refuses
	select {
	case key := <-keys:
		if key != "of the caller reader" {
			t.Errorf("the forum was asked with the key %q", key)
		}
	default:
		t.Errorf("the forum was not asked: %s", out)
	}
}
