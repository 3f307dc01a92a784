// Package ratelimit bounds how often somebody is answered by what programs ask in their name, so that one that goes astray neither
// lists the company nor takes the server from others. It counts in memory, each server for itself.
package ratelimit

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Limiter counts calls by caller. Its methods may be called by several goroutines.
type Limiter struct {
	burst   int
	every   time.Duration
	callers *lru.Cache[string, *rate.Limiter]
	now     func() time.Time
}

// remembered is how many callers are counted at once; the least recently seen is dropped.
const remembered = 10_000

// New returns a limiter of some calls at once, and one more after each period.
func New(burst int, every time.Duration, now func() time.Time) (*Limiter, error) {
	callers, err := lru.New[string, *rate.Limiter](remembered)
	return &Limiter{burst, every, callers, now}, err
}

// Allows reports whether a caller may call, and counts the call.
func (l *Limiter) Allows(caller string) bool {
	of, known := l.callers.Get(caller)
	if !known {
		of = rate.NewLimiter(rate.Every(l.every), l.burst)
		if before, was, _ := l.callers.PeekOrAdd(caller, of); was {
			of = before
		}
	}
	return of.AllowN(l.now(), 1)
}
