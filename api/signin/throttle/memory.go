package throttle

import (
	"context"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// remembered is how many buckets are kept at once; the least recently used is dropped.
const remembered = 200_000

// Memory are buckets of this process.
type Memory struct {
	mutex sync.Mutex
	// until is when a bucket is empty, by its name.
	until *lru.Cache[string, time.Time]
}

var _ Buckets = (*Memory)(nil)

// NewMemory returns empty buckets.
func NewMemory() (*Memory, error) {
	until, err := lru.New[string, time.Time](remembered)
	return &Memory{until: until}, err
}

// Take is that of [Buckets].
func (m *Memory) Take(_ context.Context, at time.Time, buckets ...Bucket) (wait time.Duration, err error) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	next := make([]time.Time, len(buckets))
	for i, bucket := range buckets {
		next[i] = at
		if until, _ := m.until.Get(bucket.Name); until.After(at) {
			next[i] = until
		}
		next[i] = next[i].Add(bucket.Every)
		wait = max(wait, next[i].Sub(at)-time.Duration(bucket.Burst)*bucket.Every)
	}
	if wait > 0 {
		return wait, nil
	}
	for i, bucket := range buckets {
		m.until.Add(bucket.Name, next[i])
	}
	return 0, nil
}

// Return is that of [Buckets].
func (m *Memory) Return(_ context.Context, buckets ...Bucket) error {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, bucket := range buckets {
		if until, has := m.until.Get(bucket.Name); has {
			m.until.Add(bucket.Name, until.Add(-bucket.Every))
		}
	}
	return nil
}
