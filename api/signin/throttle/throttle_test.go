package throttle_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/sachant/sachant/api/signin/throttle"
)

func limits() (account, address throttle.Limits) {
	return throttle.Limits{Burst: 3, Every: time.Minute}, throttle.Limits{Burst: 5, Every: time.Second}
}

func throttled(t *testing.T, now *time.Time) *throttle.Throttle {
	t.Helper()
	account, address := limits()
	return throttle.New(memory(t), account, address, func() time.Time { return *now })
}

func memory(t *testing.T) *throttle.Memory {
	t.Helper()
	made, err := throttle.NewMemory()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// begin begins an attempt that fails, or returns how long to wait.
func begin(t *testing.T, made *throttle.Throttle, account string, from netip.Addr) time.Duration {
	t.Helper()
	_, wait, err := made.Begin(t.Context(), account, from)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

// An account that is tried too often waits, from every address and in every spelling, and then may try again.
func TestAnAccountWaits(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	made := throttled(t, &now)
	for i := range 3 {
		if wait := begin(t, made, "Ada", netip.AddrFrom4([4]byte{192, 0, 2, byte(i)})); wait != 0 {
			t.Fatalf("attempt %d waits %v", i, wait)
		}
	}
	if wait := begin(t, made, " aDA", netip.MustParseAddr("192.0.2.99")); wait != time.Minute {
		t.Errorf("the fourth attempt waits %v, want a minute", wait)
	}
	if wait := begin(t, made, "bob", netip.MustParseAddr("192.0.2.0")); wait != 0 {
		t.Errorf("another account waits %v", wait)
	}
	now = now.Add(time.Minute)
	if wait := begin(t, made, "ada", netip.MustParseAddr("192.0.2.99")); wait != 0 {
		t.Errorf("after a minute, it waits %v", wait)
	}
}

// An address that tries many accounts waits, and does not use up the attempts of those accounts.
func TestAnAddressWaits(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	made := throttled(t, &now)
	from := netip.MustParseAddr("2001:db8::1")
	for i := range 5 {
		if wait := begin(t, made, fmt.Sprint(i), from); wait != 0 {
			t.Fatalf("account %d waits %v", i, wait)
		}
	}
	for range 10 {
		if wait := begin(t, made, "ada", from.Next()); wait != time.Second { // of the same network
			t.Errorf("the sixth account waits %v, want a second", wait)
		}
	}
	if wait := begin(t, made, "ada", netip.MustParseAddr("192.0.2.1")); wait != 0 {
		t.Errorf("from elsewhere, it waits %v", wait)
	}
}

// Attempts that succeed count for nothing.
func TestWhoSucceedsNeverWaits(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	made := throttled(t, &now)
	for range 20 {
		attempt, wait, err := made.Begin(t.Context(), "ada", netip.MustParseAddr("192.0.2.1"))
		if wait != 0 || err != nil {
			t.Fatalf("waits %v, %v", wait, err)
		}
		if err := attempt.Succeeded(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
