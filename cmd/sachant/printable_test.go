package main

import (
	"testing"

	"github.com/sachant/sachant/cmd/sachant/cli"
)

// What people wrote commands no terminal and turns the direction of nothing around it.
func TestTerminalShowsNoMarks(t *testing.T) {
	for text, want := range map[string]string{
		"Ana\u202e Roux\u2069":      "Ana Roux",
		"\x1b[31mred\x07 \u200fאב":  "[31mred אב",
		"line\n\ttab é 👩\u200d🔧 ok": "line\n\ttab é 👩\u200d🔧 ok",
		"\u0085next\u061c":          "next",
	} {
		if got := cli.Printable(text); got != want {
			t.Errorf("%q is printed as %q, want %q", text, got, want)
		}
	}
}
