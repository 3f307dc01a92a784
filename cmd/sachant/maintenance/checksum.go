package maintenance

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/sachant/sachant/graph"
)

// Checksum is that of facts in any order, without revisions and times: their number and the sum of a hash
// of each. It detects mistakes; it is no proof against facts that are forged to have the same sum.
type Checksum struct {
	Facts int64
	sum   [4]uint64
}

// Add adds a fact, in any order.
func (c *Checksum) Add(fact graph.Fact) error {
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
	c.Facts++
	return nil
}

// Hash returns the sum in hexadecimal digits.
func (c Checksum) Hash() string {
	return fmt.Sprintf("%016x%016x%016x%016x", c.sum[0], c.sum[1], c.sum[2], c.sum[3])
}

// checksumOf is that of everything in a store.
func checksumOf(ctx context.Context, reader graph.Reader) (read Checksum, err error) {
	_, err = reader.Scan(ctx, graph.Whole, func(fact graph.Fact) error { return read.Add(fact) })
	return read, err
}
