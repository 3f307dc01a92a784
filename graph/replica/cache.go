package replica

import "sync"

// cache holds lists that are found out about a snapshot, by what they are of. It is safe for use by several
// goroutines.
type cache[K comparable, V any] struct {
	room int // how many items the lists may have in all

	mutex sync.RWMutex
	lists map[K][]V
	size  int // items in all
}

func newCache[K comparable, V any](room int) *cache[K, V] {
	return &cache[K, V]{room: room, lists: map[K][]V{}}
}

// of returns the list of a key, which it finds the first time. Once there is no room, everything is forgotten.
func (c *cache[K, V]) of(key K, find func(K) []V) []V {
	c.mutex.RLock()
	list, known := c.lists[key]
	c.mutex.RUnlock()
	if known {
		return list
	}
	list = find(key)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.size += len(list); c.size > c.room {
		clear(c.lists)
		c.size = len(list)
	}
	c.lists[key] = list
	return list
}

// without returns a cache of the lists of which the key is not stale.
func (c *cache[K, V]) without(isStale func(K) bool) *cache[K, V] {
	kept := newCache[K, V](c.room)
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	for key, list := range c.lists {
		if !isStale(key) {
			kept.lists[key] = list
			kept.size += len(list)
		}
	}
	return kept
}
