package main

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// TestMain lets scripts run this program as the command "sachant", with SACHANT_NOW as its clock, and as
// "start-and-stop", a server that ends once it serves.
func TestMain(m *testing.M) {
	env := cli.Environment{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: scriptClock}
	testscript.Main(sharing{m}, map[string]func(){
		"sachant": func() { os.Exit(run(os.Args[1:], env)) },
		"start-and-stop": func() {
			env.Stdout = interrupting{}
			os.Exit(run([]string{"serve", "--json", "--trusted-proxy", "127.0.0.1", "--listen", "127.0.0.1:0"}, env))
		},
	})
}

// sharing runs tests that share samples of the company in a folder, which it removes when they end. They and the commands of
// scripts collect garbage at five times what is in use: most of them end before it pays.
type sharing struct{ *testing.M }

func (s sharing) Run() int {
	dir, err := os.MkdirTemp("", "samples")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	_ = os.Setenv(samplesVariable, dir)
	_ = os.Setenv("GOGC", "400")
	debug.SetGCPercent(400)
	return s.M.Run()
}

// samplesVariable names the folder of the samples.
const samplesVariable = "SACHANT_TEST_SAMPLES"

// interrupting ends the process, as Ctrl-C does, when something is written to it.
type interrupting struct{}

func (interrupting) Write(text []byte) (int, error) {
	return len(text), syscall.Kill(os.Getpid(), syscall.SIGINT)
}

func scriptClock() time.Time {
	if at, err := time.Parse(time.RFC3339, os.Getenv("SACHANT_NOW")); err == nil {
		return at
	}
	return time.Now()
}

// Each script is a story of somebody at a terminal; -update rewrites what it compares.
func TestScripts(t *testing.T) {
	company, err := filepath.Abs("../../fixtures/company")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SACHANT_DATA", env.WorkDir+"/data")
			env.Setenv("SACHANT_NOW", "2026-11-21T12:00:00Z")
			env.Setenv("LANG", "en_GB.UTF-8")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GOGC", "400")
			env.Setenv("COMPANY", company)
			return nil
		},
		UpdateScripts: *updateScripts,
	})
}
