package neo4j

import (
	"context"
	"time"

	"github.com/sachant/sachant/api/signin/throttle"
)

var _ throttle.Buckets = (*Store)(nil)

// Take is that of [throttle.Buckets]. A bucket is kept by the hash of its name with the key, until it is empty.
func (s *Store) Take(ctx context.Context, at time.Time, buckets ...throttle.Bucket) (wait time.Duration, err error) {
	// Setting a property locks the bucket before it is read.
	rows, err := s.database.Query(ctx, `UNWIND $buckets AS bucket
		MERGE (n:SignInBucket {name: bucket.name}) SET n.taken = true
		WITH n, bucket, CASE WHEN n.until > $now THEN n.until ELSE $now END + bucket.every AS next
		WITH collect({node: n, next: next, wait: next - $now - bucket.every * bucket.burst}) AS all
		WITH all, reduce(most = 0, one IN all | CASE WHEN one.wait > most THEN one.wait ELSE most END) AS wait
		FOREACH (one IN all | SET (one.node).until = CASE WHEN wait = 0 THEN one.next ELSE coalesce((one.node).until, 0) END)
		RETURN wait`, values{"buckets": s.listOf(buckets), "now": at.UnixNano()})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	nanoseconds, _ := rows[0][0].(int64)
	return time.Duration(nanoseconds), nil
}

// Return is that of [throttle.Buckets].
func (s *Store) Return(ctx context.Context, buckets ...throttle.Bucket) error {
	return s.run(ctx, "UNWIND $buckets AS bucket MATCH (n:SignInBucket {name: bucket.name}) SET n.until = n.until - bucket.every",
		values{"buckets": s.listOf(buckets)})
}

func (s *Store) listOf(buckets []throttle.Bucket) []any {
	list := make([]any, len(buckets))
	for i, bucket := range buckets {
		list[i] = values{"name": s.keyed(bucket.Name), "every": bucket.Every.Nanoseconds(), "burst": bucket.Burst}
	}
	return list
}
