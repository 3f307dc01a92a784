package neo4j

import (
	"cmp"
	"slices"

	"github.com/sachant/sachant/graph"
)

// ownCopy is everything that our own commits wrote since an empty log, as it was written. What
// is made of an import beside the store, such as the index for search, would otherwise have to
// be read back from a server that is busy with the next commit.
type ownCopy struct {
	records map[graph.Key]graph.Record
	// at are the keys of the edges at a node, by direction, in no order. What is deleted stays
	// in here, and what comes back is in here twice.
	at      map[graph.Direction]map[graph.Key][]graph.Key
	changes []graph.Change // of every revision, from the first
	size    int            // in bytes, about
}

// mostCopied bounds a copy, in bytes.
const mostCopied = 400 << 20

func newOwnCopy() *ownCopy {
	return &ownCopy{
		records: map[graph.Key]graph.Record{},
		at:      map[graph.Direction]map[graph.Key][]graph.Key{graph.Out: {}, graph.Into: {}},
	}
}

// take adds a commit. The copy is not to be used any more where it has grown too large.
func (c *ownCopy) take(after head, actor string, effect graph.Effect) (fits bool) {
	for _, key := range effect.Delete {
		delete(c.records, key)
	}
	for _, record := range effect.Put {
		record.Revision, record.At = after.revision, after.at
		c.put(record)
	}
	c.changes = append(c.changes, graph.Change{Revision: after.revision, At: after.at, Actor: actor, Keys: effect.Keys()})
	return c.size <= mostCopied
}

func (c *ownCopy) put(record graph.Record) {
	const besides = 300 // a record, its places in the maps and in the log
	old, isThere := c.records[record.Key]
	c.records[record.Key] = record
	c.size += len(record.Brief) + len(record.Long) - len(old.Brief) - len(old.Long)
	if isThere {
		return
	}
	c.size += besides + len(record.Key)
	if from, to := record.Key.Ends(); from != "" {
		c.at[graph.Out][from] = append(c.at[graph.Out][from], record.Key)
		c.at[graph.Into][to] = append(c.at[graph.Into][to], record.Key)
	}
}

// those are the records of the keys, in key order, each once.
func (c *ownCopy) those(keys []graph.Key) []graph.Record {
	var found []graph.Record
	for _, key := range keys {
		if record, isThere := c.records[key]; isThere {
			found = append(found, record)
		}
	}
	slices.SortFunc(found, byKey)
	return slices.CompactFunc(found, func(a, b graph.Record) bool { return a.Key == b.Key })
}

// have is what there is of what a transaction needs.
func (c *ownCopy) have(needs graph.Needs) graph.Have {
	have := graph.Have{Records: make(map[graph.Key]graph.Record, len(needs.Keys))}
	for _, key := range needs.Keys {
		if record, isThere := c.records[key]; isThere {
			have.Records[key] = record
		}
	}
	for _, direction := range []graph.Direction{graph.Out, graph.Into} {
		for _, record := range c.edges(needs.EdgesOf, direction, nil) {
			have.Edges = append(have.Edges, record.Key)
		}
	}
	return have
}

// edges are the records of the edges of some kinds at the nodes.
func (c *ownCopy) edges(nodes []graph.Key, direction graph.Direction, kinds []graph.Kind) []graph.Record {
	var keys []graph.Key
	for _, node := range nodes {
		for _, key := range c.at[direction][node] {
			if isOf(key, kinds) {
				keys = append(keys, key)
			}
		}
	}
	return c.those(keys)
}

// all are the records of some kinds, in key order.
func (c *ownCopy) all(kinds []graph.Kind) []graph.Record {
	var found []graph.Record
	for key, record := range c.records {
		if isOf(key, kinds) {
			found = append(found, record)
		}
	}
	slices.SortFunc(found, byKey)
	return found
}

// since are the changes after a revision: some of them.
func (c *ownCopy) since(after int64) []graph.Change {
	var changes []graph.Change
	for total := 0; after >= 0 && after < int64(len(c.changes)) && total < mostKeys; after++ {
		change := c.changes[after]
		change.Keys = slices.Clone(change.Keys)
		changes, total = append(changes, change), total+len(change.Keys)
	}
	return changes
}

// isOf reports whether a key is of one of the kinds; no kinds are all of them.
func isOf(key graph.Key, kinds []graph.Kind) bool {
	return len(kinds) == 0 || slices.Contains(kinds, key.Kind())
}

func byKey(a, b graph.Record) int { return cmp.Compare(a.Key, b.Key) }

// decoded are the facts of records, without long texts where they are not wanted.
func decoded(records []graph.Record, detail graph.Detail) ([]graph.Fact, error) {
	facts := make([]graph.Fact, 0, len(records))
	for _, record := range records {
		if detail == graph.Brief {
			record.Long = nil
		}
		fact, err := record.Fact()
		if err != nil {
			return nil, err
		}
		facts = append(facts, fact)
	}
	return facts, nil
}
