package thesaurus_test

import (
	"testing"

	"github.com/sachant/sachant/search/thesaurus"
)

// BenchmarkTrades: what every command that searches pays at its start.
func BenchmarkTrades(b *testing.B) {
	for b.Loop() {
		thesaurus.Trades()
	}
}

// BenchmarkFind: what a query pays.
func BenchmarkFind(b *testing.B) {
	trades := thesaurus.Trades()
	for b.Loop() {
		trades.Find("qui peut m'aider à négocier un contrat de maintenance électrique avec un fournisseur ?")
	}
}
