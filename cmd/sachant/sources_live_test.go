package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
)

// liveDirectory is a directory with two people, as slapd loads it.
const liveDirectory = `dn: dc=exemple,dc=fr
objectClass: dcObject
objectClass: organization
dc: exemple
o: Exemple

dn: uid=zoe,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: zoe
cn: Zoe LEFEVRE
sn: LEFEVRE
mail: zoe@exemple.fr
title: Soudeuse
employeeNumber: 000127

dn: uid=loic,dc=exemple,dc=fr
objectClass: inetOrgPerson
uid: loic
cn: Loic NGUYEN
sn: NGUYEN
mail: loic@exemple.fr
title: Soudeur
employeeNumber: 000411
`

// One command starts serve with a directory and a folder of interviews: who is added is found, who is deleted is gone, a new file
// is read, an import works beside it, and eight clients search meanwhile without one failed request.
func TestServeReadsALiveDirectory(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("people.ldif", liveDirectory)
	directory := live.Slapd(t, "dc=exemple,dc=fr", filepath.Join(folder, "people.ldif"))
	write("password", directory.Password)
	if err := os.Mkdir(filepath.Join(folder, "interviews"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("sachant.yaml", fmt.Sprintf(`sources:
  - name: directory
    kind: directory
    schedule: "@every 10s"
    options: {ldap: %q, base: "dc=exemple,dc=fr", bind_dn: %q, bind_password_file: %q}
  - {name: interviews, kind: interviews, folder: %q}
`, directory.URL, directory.Admin, filepath.Join(folder, "password"), filepath.Join(folder, "interviews")))
	t.Setenv("SACHANT_CONFIG", filepath.Join(folder, "sachant.yaml"))
	p := program{t, filepath.Join(t.TempDir(), "data")}
	server, address := p.serveByTheRealClock()
	p.comesToSay("Zoe LEFEVRE", true, "find", "Zoe")
	stop, failed := searching(t, address)
	directory.Add("uid=ines,dc=exemple,dc=fr", map[string][]string{"objectClass": {"inetOrgPerson"}, "uid": {"ines"}, "cn": {"Ines MARTIN"}, "sn": {"MARTIN"}, "employeeNumber": {"000500"}})
	directory.Delete("uid=loic,dc=exemple,dc=fr")
	write("interviews/one.csv", "Matricule;Compétence;Niveau acquis;Date de l'entretien\n000127;Chaudronnerie;3;05/11/2026\n")
	p.comesToSay("Ines MARTIN", true, "find", "Ines")
	p.comesToSay("Loic NGUYEN", false, "find", "Loic")
	p.comesToSay("one.csv", true, "sources")
	write("more.csv", "Matricule;Nom;Prénom\n000127;LEFEVRE;Zoe\n000600;DURAND;Nora\n")
	p.run("import", "people", filepath.Join(folder, "more.csv"))
	p.comesToSay("Nora", true, "find", "Nora")
	if stop(); failed.Load() > 0 {
		t.Errorf("%d requests failed", failed.Load())
	}
	ends(t, server)
	p.isSound()
}

func (p program) serveByTheRealClock() (server *exec.Cmd, address string) {
	p.t.Helper()
	server = p.command(p.t.Context(), "serve", "--trusted-proxy", "127.0.0.1", "--listen", "127.0.0.1:0")
	server.Env = append(server.Env, "SACHANT_NOW=")
	log, err := server.StderrPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return server, addressIn(p.t, log)
}

// comesToSay runs a command again and again until its output holds a text, or no longer does.
func (p program) comesToSay(text string, want bool, args ...string) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.t.Context(), time.Minute)
	defer stop()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		command := p.command(ctx, args...)
		out, _ := command.CombinedOutput() // before the first run there is nothing to read
		if strings.Contains(string(out), text) == want {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			p.t.Fatalf("sachant %s: %q in it is not %v:\n%s", strings.Join(args, " "), text, want, out)
		}
	}
}

// searching has eight clients search until it is stopped, and counts the requests that fail.
func searching(t *testing.T, address string) (stop func(), failed *atomic.Int64) {
	ctx, cancel := context.WithCancel(t.Context())
	failed = &atomic.Int64{}
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			for ctx.Err() == nil {
				request, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/?q=soudeuse", nil)
				request.Header.Set("X-Remote-User", "zoe@exemple.fr")
				response, err := http.DefaultClient.Do(request)
				if err == nil {
					_ = response.Body.Close()
				}
				if ctx.Err() == nil && (err != nil || response.StatusCode != http.StatusOK) {
					failed.Add(1)
				}
			}
		})
	}
	return func() { cancel(); clients.Wait() }, failed
}
