package ingest

// digest is one fact in a table of them.
type digest struct {
	low, high uint64 // of the key; low is odd, so that an empty place is told apart
	content   uint64 // of what the fact holds, with isKept or isForgotten
}

// digests is a table of facts by hashes of their keys, made for tens of millions: to look one up reads
// one place in memory, where the library's map reads two or three, and nearly all of the time that
// takes is waiting for memory. A fact that was placed stays.
type digests struct {
	shards [shardCount]shard // of which one at a time grows, so that never the whole table is there twice
	count  int
}

const shardCount = 64

type shard struct {
	slots []digest
	used  int
}

func (d *digests) shard(high uint64) *shard { return &d.shards[high%shardCount] }

// find is the digest of a key, nil where there is none. It is good until the next one is placed.
func (d *digests) find(low, high uint64) *digest {
	s := d.shard(high)
	if len(s.slots) == 0 {
		return nil
	}
	if found := s.at(low|1, high); found.low != 0 {
		return found
	}
	return nil
}

// place is the digest of a key, made where there is none; added reports whether it was.
func (d *digests) place(low, high uint64) (found *digest, added bool) {
	s := d.shard(high)
	if 4*s.used >= 3*len(s.slots) {
		s.grow()
	}
	if found = s.at(low|1, high); found.low != 0 {
		return found, false
	}
	found.low, found.high = low|1, high
	s.used++
	d.count++
	return found, true
}

// at is where a key is, or else an empty slot.
func (s *shard) at(low, high uint64) *digest {
	length := uint64(len(s.slots))
	for at := (low >> 32) * length >> 32; ; at++ {
		if at == length {
			at = 0
		}
		if found := &s.slots[at]; found.low == 0 || found.low == low && found.high == high {
			return found
		}
	}
}

func (s *shard) grow() {
	old := s.slots
	s.slots = make([]digest, max(16, len(old)+len(old)/2))
	for _, each := range old {
		if each.low != 0 {
			*s.at(each.low, each.high) = each
		}
	}
}

func (d *digests) each(visit func(*digest)) {
	for i := range d.shards {
		for j := range d.shards[i].slots {
			if found := &d.shards[i].slots[j]; found.low != 0 {
				visit(found)
			}
		}
	}
}
