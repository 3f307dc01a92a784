// Package throttle makes people wait who fail to sign in again and again, so that a password cannot be guessed by trying many.
package throttle

import (
	"context"
	"net/netip"
	"time"
)

// Limits are how many attempts may fail one after another, and after how long another one may.
type Limits struct {
	Burst int
	Every time.Duration
}

// Bucket is what attempts of one account, or from one address, are put into; each leaves it after a while.
type Bucket struct {
	Name string
	Limits
}

// Buckets hold attempts. Their methods may be called by several goroutines.
type Buckets interface {
	// Take puts an attempt into each bucket, or into none where one is full: wait is then how long until there is room, else 0.
	Take(ctx context.Context, at time.Time, buckets ...Bucket) (wait time.Duration, err error)
	// Return takes an attempt out of each bucket.
	Return(ctx context.Context, buckets ...Bucket) error
}

// Throttle counts attempts by account and by address, each in a bucket of its own. Its methods may be called by several
// goroutines.
type Throttle struct {
	buckets          Buckets
	account, address Limits
	now              func() time.Time
}

// New makes a throttle with limits for an account and for an address.
func New(buckets Buckets, account, address Limits, now func() time.Time) *Throttle {
	return &Throttle{buckets, account, address, now}
}

// Attempt is an attempt that may be made.
type Attempt struct {
	throttle *Throttle
	buckets  []Bucket
}

// Succeeded gives back what the attempt used up: only those that fail count.
func (a Attempt) Succeeded(ctx context.Context) error {
	return a.throttle.buckets.Return(ctx, a.buckets...)
}

// Begin begins an attempt for an account from an address, or returns how long to wait before the next one. The account may be
// empty, where it is not known yet.
func (t *Throttle) Begin(ctx context.Context, account string, from netip.Addr) (attempt Attempt, wait time.Duration, err error) {
	buckets := []Bucket{{"address " + networkOf(from).String(), t.address}}
	if account = accountOf(account); account != "" {
		buckets = append(buckets, Bucket{"account " + account, t.account})
	}
	wait, err = t.buckets.Take(ctx, t.now(), buckets...)
	return Attempt{t, buckets}, wait, err
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
