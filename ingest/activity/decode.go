package activity

import (
	"context"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// batchSize is how many bytes of lines are decoded together, at least.
const batchSize = 128 << 10

// batch is consecutive lines of a file, decoded by one goroutine.
type batch struct {
	text  []byte
	lines []decodedLine
	read  int64         // bytes of the file up to its end
	done  chan struct{} // closed when every line is decoded
}

// decodedLine is a line that is not blank, with its activity or what is wrong with it.
type decodedLine struct {
	number     int
	start, end int // in the text of the batch
	activity   activity
	invalid    error
}

// decode hands the lines of a file to visit in the order of the file, a batch at a time. Batches are decoded
// in parallel, ahead of visit; prepare does what else can be done about a line alone, and may be nil. Decoding
// is the longest part of reading a file twice, and the rest of an import waits for it.
func decode(ctx context.Context, from io.Reader, prepare func(*activity), visit func(*batch) error) error {
	group, inner := errgroup.WithContext(ctx)
	ready := make(chan *batch, 2*runtime.GOMAXPROCS(0))
	group.Go(func() error {
		defer close(ready)
		for lines := newLineReader(from); ; {
			next, err := readBatch(lines)
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			go next.decode(prepare)
			select {
			case ready <- next:
			case <-inner.Done():
				return inner.Err()
			}
			if err != nil {
				return nil
			}
		}
	})
	group.Go(func() error {
		for next := range ready {
			<-next.done
			if err := inner.Err(); err != nil {
				return err
			}
			if err := visit(next); err != nil {
				return err
			}
		}
		return nil
	})
	return group.Wait()
}

// readBatch reads the next lines; the error is io.EOF behind the last ones.
func readBatch(lines *lineReader) (*batch, error) {
	next := &batch{text: make([]byte, 0, batchSize+8<<10), done: make(chan struct{})}
	for len(next.text) < batchSize {
		line, invalid, err := lines.next()
		next.read = lines.read
		if err != nil {
			return next, err
		}
		if len(line) == 0 && invalid == nil {
			continue
		}
		start := len(next.text)
		next.text = append(next.text, line...)
		next.lines = append(next.lines, decodedLine{number: lines.number, start: start, end: len(next.text), invalid: invalid})
	}
	return next, nil
}

func (b *batch) decode(prepare func(*activity)) {
	defer close(b.done)
	var others []decodedLine
	for i := range b.lines {
		line := &b.lines[i]
		text := b.text[line.start:line.end]
		if line.invalid != nil {
			line.invalid = invalidLine{line.invalid, doubtfulWords(text)}
			continue
		}
		if line.invalid = line.activity.parse(text); line.invalid != nil {
			continue
		}
		for _, other := range line.activity.apart() {
			others = append(others, decodedLine{number: line.number, activity: other, invalid: other.validate(text)})
		}
	}
	b.lines = append(b.lines, others...)
	for i := range b.lines {
		if line := &b.lines[i]; line.invalid == nil && prepare != nil {
			prepare(&line.activity)
		}
	}
}
