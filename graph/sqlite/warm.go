package sqlite

import (
	"errors"
	"os"
	"sync"
	"time"
)

// warmth keeps in the system's page cache what it holds of the store's files while an import goes on. An
// import comes back to every page, but to most of them a minute or two later, and there are systems (virtual
// machines above all) that take memory for unused by then and give it away: each page is then read from
// the disk once more, one at a time. What is not in the cache is left where it is, so on a machine
// that is short of memory nothing is fetched for this.
type warmth struct {
	paths []string
	begun sync.Once
	stop  chan struct{}
	ended sync.WaitGroup
}

// warmEvery is how long a page may be untouched: to go through 3 GB takes half a second of a processor.
const warmEvery = 15 * time.Second

func newWarmth(path string) *warmth {
	return &warmth{paths: []string{path, path + "-wal"}, stop: make(chan struct{})}
}

// begin keeps the files warm from now on until end.
func (w *warmth) begin() {
	w.begun.Do(func() { w.ended.Go(w.run) })
}

func (w *warmth) run() {
	again := time.NewTicker(warmEvery)
	defer again.Stop()
	for {
		select {
		case <-again.C:
		case <-w.stop:
			return
		}
		for _, path := range w.paths {
			_, _ = w.touch(path) // what fails costs time and nothing else
		}
	}
}

func (w *warmth) end() error {
	close(w.stop)
	w.ended.Wait()
	return nil
}

// touch reads what the page cache holds of a file; the answer is how many bytes that is.
func (w *warmth) touch(path string) (held int64, err error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	block := make([]byte, 64<<10)
	for at := int64(0); at < info.Size(); at += int64(len(block)) {
		select {
		case <-w.stop:
			return held, nil
		default:
		}
		held += cached(file, block, at)
	}
	return held, nil
}
