package activity

import (
	"context"
	"errors"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// stretch is some lines of a file. Several are understood at the same time, ahead of whoever
// takes them in the order of the file: so the order of things is that of the lines, and only the
// time it takes depends on the machine.
type stretch struct {
	text  []byte
	lines []lineRead
	made  objectPool
	read  int64 // bytes of the file up to its end
	done  chan struct{}
}

// lineRead is a line that is not blank, understood or with what is wrong with it.
type lineRead struct {
	number     int
	start, end int // in the text of its stretch
	understood activity
	wrong      error
}

// stretchSize is from how many bytes on a stretch is handed over.
const stretchSize = 128 << 10

// readAhead cuts a file into stretches, and has them understood.
type readAhead struct {
	lines *lineReader
	// prepare does what else can be done about a line by itself; nil is nothing.
	prepare func(*activity)
	group   *errgroup.Group
	out     chan *stretch
	spare   chan *stretch // those that were visited, to be written over
}

// inStretches hands the lines of a file to visit, a stretch at a time and in order. A stretch is good
// until visit returns.
func inStretches(ctx context.Context, from io.Reader, prepare func(*activity), visit func(*stretch) error) error {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	group, inner := errgroup.WithContext(inner)
	several := 2 * runtime.GOMAXPROCS(0)
	ahead := &readAhead{
		lines: newLineReader(from), prepare: prepare, group: group,
		out: make(chan *stretch, several), spare: make(chan *stretch, several),
	}
	group.Go(func() error { return ahead.run(inner) })
	var err error
	for each := range ahead.out {
		<-each.done
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = visit(each)
		}
		if err != nil {
			stop()
		}
		ahead.giveBack(each)
	}
	if read := group.Wait(); err == nil {
		err = read
	}
	return err
}

func (r *readAhead) run(ctx context.Context) error {
	defer close(r.out)
	for {
		next, err := r.stretch()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		r.group.Go(func() error { next.understand(r.prepare); return nil })
		select {
		case r.out <- next:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return nil
		}
	}
}

// stretch reads the next lines; the error is io.EOF behind the last ones.
func (r *readAhead) stretch() (*stretch, error) {
	next := r.empty()
	for len(next.text) < stretchSize {
		line, wrong, err := r.lines.next()
		next.read = r.lines.read
		if err != nil {
			return next, err
		}
		if len(line) == 0 && wrong == nil {
			continue
		}
		start := len(next.text)
		next.text = append(next.text, line...)
		next.lines = append(next.lines, lineRead{number: r.lines.number, start: start, end: len(next.text), wrong: wrong})
	}
	return next, nil
}

// empty is a stretch without lines: an earlier one, where nobody needs it any more.
func (r *readAhead) empty() *stretch {
	select {
	case used := <-r.spare:
		clear(used.lines)
		used.made.used = 0
		return &stretch{text: used.text[:0], lines: used.lines[:0], made: used.made, done: make(chan struct{})}
	default:
		return &stretch{text: make([]byte, 0, stretchSize+8<<10), done: make(chan struct{})}
	}
}

// giveBack takes a stretch back that was visited. What was read of its lines are copies of its text.
func (r *readAhead) giveBack(used *stretch) {
	select {
	case r.spare <- used:
	default:
	}
}

func (s *stretch) understand(prepare func(*activity)) {
	defer close(s.done)
	for i := range s.lines {
		line := &s.lines[i]
		if line.wrong == nil {
			line.wrong = line.understood.parse(s.text[line.start:line.end], &s.made)
		}
		if line.wrong == nil && prepare != nil {
			prepare(&line.understood)
		}
	}
}
