package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"
)

// Handler does the work of a request and returns its exit status; mine is false where the request is about another store.
type Handler func(ctx context.Context, request Request, reply Reply) (status int, mine bool)

// Listener takes requests at the socket of a data directory.
type Listener struct{ socket *net.UnixListener }

// longestSocket is the longest path that a socket can have on every system.
const longestSocket = 103

// Listen makes the socket. The caller holds the lock of the data directory: a socket that is there was left by a server that was
// killed. On Windows there is none.
func Listen(data string) (*Listener, error) {
	path := socketOf(data)
	switch {
	case runtime.GOOS == "windows":
		return nil, errors.New("on Windows a command cannot hand its work over to a server: stop the server for an import")
	case len(path) > longestSocket:
		return nil, fmt.Errorf("the path %s is too long for a socket: commands that write need the server stopped, or a shorter --data", path)
	}
	if err := os.MkdirAll(folderOf(data), 0o700); err != nil {
		return nil, fmt.Errorf("make the socket for commands: %w", err)
	}
	if err := os.Chmod(folderOf(data), 0o700); err != nil {
		return nil, fmt.Errorf("make the socket for commands: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("make the socket for commands: %w", err)
	}
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("make the socket for commands: %w", err)
	}
	return &Listener{socket}, nil
}

// Serve does the work of requests until the context ends, removes the socket and waits for what it began. A panic of the work is
// passed to fault, with the stack, and ends nothing else.
func (l *Listener) Serve(ctx context.Context, handle Handler, fault func(cause any, stack []byte)) {
	stop := context.AfterFunc(ctx, func() { _ = l.socket.Close() })
	defer stop()
	var running sync.WaitGroup
	defer running.Wait()
	places := make(chan struct{}, maxCommands)
	for {
		connection, err := l.socket.AcceptUnix()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(acceptPause):
			}
			continue
		}
		select {
		case places <- struct{}{}:
		default:
			refuse(connection)
			continue
		}
		running.Go(func() {
			defer func() { <-places }()
			defer func() { _ = connection.Close() }()
			if isOwner(connection) {
				serveOne(ctx, connection, handle, fault)
			}
		})
	}
}

// refuse tells a command that too many wait, and reads nothing of it.
func refuse(connection *net.UnixConn) {
	defer func() { _ = connection.Close() }()
	if isOwner(connection) {
		_ = connection.SetWriteDeadline(time.Now().Add(refusalPatience))
		_ = json.NewEncoder(connection).Encode(frame{Busy: true})
	}
}

// serveOne does the work of one request. It is cancelled where the command closes its side, or the server stops.
func serveOne(ctx context.Context, connection *net.UnixConn, handle Handler, fault func(cause any, stack []byte)) {
	_ = connection.SetReadDeadline(time.Now().Add(requestPatience))
	from := bufio.NewReader(io.LimitReader(connection, maxRequest))
	line, err := from.ReadBytes('\n')
	var request Request
	if err != nil || json.Unmarshal(line, &request) != nil {
		return
	}
	_ = connection.SetReadDeadline(time.Time{})
	work, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(ErrStopping) })()
	go func() {
		_, _ = io.Copy(io.Discard, connection)
		cancel(context.Canceled)
	}()
	frames := newFrameWriter(connection, func() { cancel(context.Canceled) })
	defer func() {
		if cause := recover(); cause != nil {
			fault(cause, debug.Stack())
			frames.send(frame{Fault: true})
		}
	}()
	status, mine := handle(work, request, frames.reply())
	if !mine {
		frames.send(frame{NotMine: true})
		return
	}
	frames.send(frame{Status: &status})
}
