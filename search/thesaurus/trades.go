package thesaurus

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed trades.txt
var trades string

// TradeEntries returns the list that Sachant ships: words of the trades of a company in French and English, and common
// abbreviations. It panics where the list is malformed; a test reads it.
func TradeEntries() []Entry {
	entries, err := Read(strings.NewReader(trades), func(line int, cause string) { panic("trades.txt:" + strconv.Itoa(line) + ": " + cause) })
	if err != nil {
		panic(err)
	}
	return entries
}

// Trades returns a thesaurus of [TradeEntries].
func Trades() *Thesaurus {
	made := New()
	for _, entry := range TradeEntries() {
		made.Add(entry.Concepts...)
	}
	return made
}
