package sqlite

import "sync"

// door lets calls in until it is closed, and closing waits for those inside. A call that is
// inside may enter again, which a sync.RWMutex would not allow while somebody wants to close.
type door struct {
	mutex  sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func (d *door) enter() (leave func(), err error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	if d.closed {
		return nil, ErrClosed
	}
	d.inside.Add(1)
	return d.inside.Done, nil
}

// close reports whether the door was open.
func (d *door) close() bool {
	d.mutex.Lock()
	open := !d.closed
	d.closed = true
	d.mutex.Unlock()
	d.inside.Wait()
	return open
}
