package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// The bounds of memory that the garbage collector keeps to, where what is in use leaves it a choice.
const (
	leastMemory = 640 << 20
	mostMemory  = 5 << 29
)

// CollectSeldom runs the garbage collector less often, up to a heap of two and a half times what is in use and of two and a half
// gigabytes, unless the environment sets it: else an import would spend a tenth of its time on it. It returns what undoes it.
func CollectSeldom(getenv func(string) string) (undo func()) {
	if getenv("GOGC") != "" || getenv("GOMEMLIMIT") != "" {
		return func() {}
	}
	percent, limit := debug.SetGCPercent(300), debug.SetMemoryLimit(leastMemory)
	p := &pacer{}
	p.watch()
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.ended = true
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}

// pacer fits the limit of memory to what is in use after each collection.
type pacer struct {
	mu    sync.Mutex
	ended bool
}

// watch fits the limit when the next collection ends, and after every other.
func (p *pacer) watch() {
	garbage := new([16]byte)
	runtime.AddCleanup(garbage, func(p *pacer) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.ended {
			debug.SetMemoryLimit(memoryLimit(inUse()))
			p.watch()
		}
	}, p)
}

// inUse returns the bytes that the last collection found in use.
func inUse() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// memoryLimit returns the limit for what is in use: enough that collecting never takes most of the time.
func memoryLimit(inUse int64) int64 {
	return min(mostMemory, max(leastMemory, inUse/2*5))
}
