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
	spare   chan []byte // texts of stretches that were understood, to be written over
	usual   int         // lines of the last stretch
}

// inStretches hands the lines of a file to visit, a stretch at a time and in order.
func inStretches(ctx context.Context, from io.Reader, prepare func(*activity), visit func(*stretch) error) error {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	group, inner := errgroup.WithContext(inner)
	several := 2 * runtime.GOMAXPROCS(0)
	ahead := &readAhead{
		lines: newLineReader(from), prepare: prepare, group: group,
		out: make(chan *stretch, several), spare: make(chan []byte, several),
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
		r.group.Go(func() error { next.understand(r.prepare); r.giveBack(next); return nil })
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
	next := &stretch{done: make(chan struct{}), text: r.room(), lines: make([]lineRead, 0, r.usual)}
	defer func() { r.usual = len(next.lines) }()
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

// room is where the text of a stretch goes: that of an earlier one, where nobody needs it any more.
func (r *readAhead) room() []byte {
	select {
	case text := <-r.spare:
		return text[:0]
	default:
		return make([]byte, 0, stretchSize+8<<10)
	}
}

func (r *readAhead) giveBack(understood *stretch) {
	text := understood.text
	understood.text = nil
	close(understood.done)
	select {
	case r.spare <- text:
	default:
	}
}

func (s *stretch) understand(prepare func(*activity)) {
	for i := range s.lines {
		line := &s.lines[i]
		if line.wrong == nil {
			line.understood, line.wrong = parseActivity(s.text[line.start:line.end])
		}
		if line.wrong == nil && prepare != nil {
			prepare(&line.understood)
		}
	}
}
