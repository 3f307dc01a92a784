package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// checksum is that of facts in any order, without revisions and times: their number and the sum of a hash
// of each. It detects mistakes; it is no proof against facts that are forged to have the same sum.
type checksum struct {
	facts int64
	sum   [4]uint64
}

func (c *checksum) add(fact graph.Fact) error {
	record, err := fact.Record()
	if err != nil {
		return err
	}
	text := make([]byte, 0, len(record.Key)+len(record.Origin)+len(record.Brief)+len(record.Long)+3)
	for _, part := range [][]byte{[]byte(record.Key), []byte(record.Origin), record.Brief, record.Long} {
		text = append(append(text, part...), 0) // a separator, so that no byte passes from one part to the next
	}
	hash := sha256.Sum256(text)
	for i := range c.sum {
		c.sum[i] += binary.BigEndian.Uint64(hash[8*i:])
	}
	c.facts++
	return nil
}

func (c checksum) hash() string {
	return fmt.Sprintf("%016x%016x%016x%016x", c.sum[0], c.sum[1], c.sum[2], c.sum[3])
}

// checksumOf is that of everything in a store.
func checksumOf(ctx context.Context, reader graph.Reader) (read checksum, err error) {
	_, err = reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error { return read.add(fact) })
	return read, err
}
