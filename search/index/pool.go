package index

import "sync"

// heapPool is room for the best documents of a class, until it is known which they are.
type heapPool struct{ pool sync.Pool }

func newHeapPool() *heapPool {
	return &heapPool{sync.Pool{New: func() any { return new([]candidate) }}}
}

func (h *heapPool) get() []candidate {
	room, _ := h.pool.Get().(*[]candidate)
	return (*room)[:0]
}

// put takes room back that nobody uses any more.
func (h *heapPool) put(used []candidate) {
	if cap(used) > 0 {
		clear(used)
		h.pool.Put(&used)
	}
}
