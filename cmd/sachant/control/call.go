package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

const (
	// dialPatience is how long a server may take to accept a command.
	dialPatience = 5 * time.Second
	// grace is how long the server may take to end the work of a command that is interrupted.
	grace = 5 * time.Second
)

// Call hands a request over to the server of a data directory, and passes on what it sends. It returns the exit status of the
// work; [ErrNoServer] where no server takes it, [ErrBusy] where it has too much to do, [ErrServerGone] where it ended meanwhile,
// [ErrFault] where the work did by a fault. Once the context has ended, the work is cancelled: [ErrStillEnding] where that takes
// longer than the command waits.
func Call(ctx context.Context, data string, request Request, reply Reply) (int, error) {
	dialer := net.Dialer{Timeout: dialPatience}
	dialed, err := dialer.DialContext(ctx, "unix", socketOf(data))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNoServer, err)
	}
	connection, isUnix := dialed.(*net.UnixConn)
	if !isUnix {
		return 0, errors.Join(ErrNoServer, dialed.Close())
	}
	defer func() { _ = connection.Close() }()
	sent := json.NewEncoder(connection).Encode(request) // a server that refuses does not read it
	defer context.AfterFunc(ctx, func() {
		_ = connection.CloseWrite()
		_ = connection.SetReadDeadline(time.Now().Add(grace))
	})()
	status, err := receive(connection, reply)
	if sent != nil && errors.Is(err, ErrServerGone) {
		err = fmt.Errorf("%w: %w", ErrNoServer, sent)
	}
	return status, err
}

// receive passes on what the server sends until the work has ended.
func receive(connection net.Conn, reply Reply) (int, error) {
	for decoder := json.NewDecoder(connection); ; {
		var next frame
		if err := decoder.Decode(&next); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return 0, ErrStillEnding
			}
			return 0, ErrServerGone
		}
		switch {
		case next.Status != nil:
			return *next.Status, nil
		case next.NotMine:
			return 0, ErrNoServer
		case next.Busy:
			return 0, ErrBusy
		case next.Fault:
			return 0, ErrFault
		case next.Progress != nil:
			reply.Progress(*next.Progress)
		case len(next.Stdout) > 0:
			if _, err := reply.Stdout.Write(next.Stdout); err != nil {
				return 0, err
			}
		case len(next.Stderr) > 0:
			if _, err := reply.Stderr.Write(next.Stderr); err != nil {
				return 0, err
			}
		}
	}
}
