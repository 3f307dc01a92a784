// Package throttle makes people wait who fail to sign in again and again, so that a password cannot be guessed by trying many.
package throttle

import (
	"net/netip"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// Limits are how many attempts may fail one after another, and after how long another one may.
type Limits struct {
	Burst int
	Every time.Duration
}

// Throttle counts attempts by account and by address, each in a bucket of its own. Its methods may be called by several
// goroutines.
type Throttle struct {
	account, address Limits
	accounts         *lru.Cache[string, *rate.Limiter]
	addresses        *lru.Cache[netip.Prefix, *rate.Limiter]
	now              func() time.Time
}

// remembered is how many accounts, and addresses, are counted at once; the least recently used is dropped.
const remembered = 100_000

// New makes a throttle with limits for an account and for an address.
func New(account, address Limits, now func() time.Time) (*Throttle, error) {
	accounts, err := lru.New[string, *rate.Limiter](remembered)
	if err != nil {
		return nil, err
	}
	addresses, err := lru.New[netip.Prefix, *rate.Limiter](remembered)
	if err != nil {
		return nil, err
	}
	return &Throttle{account: account, address: address, accounts: accounts, addresses: addresses, now: now}, nil
}

// Attempt is an attempt that may be made.
type Attempt struct {
	reservations []*rate.Reservation
	at           time.Time
}

// Succeeded gives back what the attempt used up: only those that fail count.
func (a Attempt) Succeeded() {
	for _, reservation := range a.reservations {
		reservation.CancelAt(a.at)
	}
}

// Begin begins an attempt for an account from an address, or returns how long to wait before the next one. The account may be
// empty, where it is not known yet.
func (t *Throttle) Begin(account string, from netip.Addr) (attempt Attempt, wait time.Duration) {
	attempt.at = t.now()
	limiters := []*rate.Limiter{limiterOf(t.addresses, networkOf(from), t.address)}
	if account = accountOf(account); account != "" {
		limiters = append(limiters, limiterOf(t.accounts, account, t.account))
	}
	for _, limiter := range limiters {
		reservation := limiter.ReserveN(attempt.at, 1)
		attempt.reservations = append(attempt.reservations, reservation)
		wait = max(wait, reservation.DelayFrom(attempt.at))
	}
	if wait > 0 {
		attempt.Succeeded()
	}
	return attempt, wait
}

func limiterOf[K comparable](cache *lru.Cache[K, *rate.Limiter], key K, limits Limits) *rate.Limiter {
	made := rate.NewLimiter(rate.Every(limits.Every), limits.Burst)
	if known, found, _ := cache.PeekOrAdd(key, made); found {
		_, _ = cache.Get(key) // is used last now
		return known
	}
	return made
}

// networkOf returns what counts as one address: of IPv6 the network of a customer, since one customer has all its addresses.
func networkOf(address netip.Addr) netip.Prefix {
	const customer = 64
	address = address.Unmap().WithZone("")
	bits := address.BitLen()
	if address.Is6() {
		bits = customer
	}
	network, _ := address.Prefix(bits)
	return network
}
