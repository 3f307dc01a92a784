package control_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sachant/sachant/cmd/sachant/control"
	"github.com/sachant/sachant/ingest"
)

// server serves at a data directory until the function that it returns is called, which waits for it.
func server(t *testing.T, handle control.Handler) (data string, stop func()) {
	t.Helper()
	data = t.TempDir()
	listener, err := control.Listen(data)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	serving.Go(func() { listener.Serve(ctx, handle, func(cause any, _ []byte) { t.Logf("fault: %v", cause) }) })
	stop = func() { cancel(); serving.Wait() }
	t.Cleanup(stop)
	return data, stop
}

// shown is what a command shows of a reply.
type shown struct {
	stdout, stderr bytes.Buffer
	progress       []ingest.Progress
}

func (s *shown) reply() control.Reply {
	return control.Reply{Stdout: &s.stdout, Stderr: &s.stderr, Progress: func(now ingest.Progress) { s.progress = append(s.progress, now) }}
}

// A command shows what the work prints and how far it is, and ends with its status.
func TestACommandShowsTheWorkOfTheServer(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	var got control.Request
	data, _ := server(t, func(_ context.Context, request control.Request, reply control.Reply) (int, bool) {
		got = request
		_, _ = reply.Stdout.Write([]byte(long))
		_, _ = reply.Stderr.Write([]byte("warning"))
		reply.Progress(ingest.Progress{Done: 1, Total: 2})
		return 3, true
	})
	request := control.Request{Command: []string{"import", "people"}, Arguments: []string{"/a b"}, Flags: map[string][]string{"map": {"a=b", "c,d"}}, Language: "fr", JSON: true}
	var out shown
	status, err := control.Call(t.Context(), data, request, out.reply())
	if status != 3 || err != nil {
		t.Errorf("status %d, %v", status, err)
	}
	if diff := cmp.Diff(request, got); diff != "" {
		t.Errorf("the server was asked otherwise (-want +got):\n%s", diff)
	}
	if out.stdout.String() != long || out.stderr.String() != "warning" {
		t.Errorf("%d bytes of output, errors %q", out.stdout.Len(), out.stderr.String())
	}
	if diff := cmp.Diff([]ingest.Progress{{Done: 1, Total: 2}}, out.progress); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyItsOwnerCanOpenTheSocket(t *testing.T) {
	data, stop := server(t, nil)
	for path, want := range map[string]os.FileMode{"control": 0o700, "control/socket": 0o600} {
		info, err := os.Stat(filepath.Join(data, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", path, info.Mode().Perm(), err, want)
		}
	}
	stop()
	if _, err := os.Stat(filepath.Join(data, "control/socket")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket of a server that ended: %v", err)
	}
}

func TestWithoutAServerTheCommandDoesItsWorkItself(t *testing.T) {
	if _, err := control.Call(t.Context(), t.TempDir(), control.Request{}, (&shown{}).reply()); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("no server: %v", err)
	}
	data, _ := server(t, func(context.Context, control.Request, control.Reply) (int, bool) { return 0, false })
	if _, err := control.Call(t.Context(), data, control.Request{}, (&shown{}).reply()); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("a server with another store: %v", err)
	}
}

// A socket that a killed server left does not keep the next one from serving.
func TestASocketThatWasLeftIsReplaced(t *testing.T) {
	data := t.TempDir()
	if err := os.MkdirAll(filepath.Join(data, "control"), 0o755); err != nil {
		t.Fatal(err)
	}
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(data, "control/socket"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := control.Listen(data)
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	again.Serve(ended, nil, nil)
}

// waiting is work that says when it began and goes on until it is cancelled.
func waiting(began chan<- struct{}, why chan<- error) control.Handler {
	return func(ctx context.Context, _ control.Request, reply control.Reply) (int, bool) {
		close(began)
		<-ctx.Done()
		why <- context.Cause(ctx)
		_, _ = reply.Stderr.Write([]byte("ended"))
		return 3, true
	}
}

// An interrupted command cancels the work, and still shows how it ended.
func TestAnInterruptedCommandCancelsTheWork(t *testing.T) {
	began, why := make(chan struct{}), make(chan error, 1)
	data, _ := server(t, waiting(began, why))
	ctx, interrupt := context.WithCancel(t.Context())
	go func() { <-began; interrupt() }()
	var out shown
	status, err := control.Call(ctx, data, control.Request{}, out.reply())
	if status != 3 || err != nil || out.stderr.String() != "ended" {
		t.Errorf("status %d, %v, %q", status, err, out.stderr.String())
	}
	if cause := <-why; !errors.Is(cause, context.Canceled) {
		t.Errorf("the work ended by %v", cause)
	}
}

func TestAServerThatStopsSaysSo(t *testing.T) {
	began, why := make(chan struct{}), make(chan error, 1)
	data, stop := server(t, waiting(began, why))
	go func() { <-began; stop() }()
	var out shown
	if status, err := control.Call(t.Context(), data, control.Request{}, out.reply()); status != 3 || err != nil {
		t.Errorf("status %d, %v", status, err)
	}
	if cause := <-why; !errors.Is(cause, control.ErrStopping) {
		t.Errorf("the work ended by %v", cause)
	}
}

// What is no request ends its connection and nothing else.
func TestNonsenseEndsItsConnection(t *testing.T) {
	data, _ := server(t, func(context.Context, control.Request, control.Reply) (int, bool) { return 0, true })
	for _, text := range []string{"nonsense\n", strings.Repeat("x", 2<<20)} {
		connection, err := net.Dial("unix", filepath.Join(data, "control/socket"))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = connection.Write([]byte(text))
		if n, err := connection.Read(make([]byte, 1)); err == nil {
			t.Errorf("%.10q is answered by %d bytes", text, n)
		}
		_ = connection.Close()
	}
	if status, err := control.Call(t.Context(), data, control.Request{}, (&shown{}).reply()); status != 0 || err != nil {
		t.Errorf("the next command: %d, %v", status, err)
	}
}

// A panic of the work ends its command and nothing else, and is shown to the server.
func TestAPanicEndsItsCommandOnly(t *testing.T) {
	data, _ := server(t, func(_ context.Context, request control.Request, _ control.Reply) (int, bool) {
		if len(request.Arguments) > 0 {
			panic("a fault")
		}
		return 0, true
	})
	if _, err := control.Call(t.Context(), data, control.Request{Arguments: []string{"x"}}, (&shown{}).reply()); !errors.Is(err, control.ErrFault) {
		t.Errorf("the command: %v", err)
	}
	if status, err := control.Call(t.Context(), data, control.Request{}, (&shown{}).reply()); status != 0 || err != nil {
		t.Errorf("the next command: %d, %v", status, err)
	}
}

// A command is refused at once where too many wait, also one whose request is longer than a socket holds.
func TestMoreCommandsThanMayWaitAreRefused(t *testing.T) {
	const most = 8
	began := make(chan struct{}, most)
	data, stop := server(t, func(ctx context.Context, _ control.Request, _ control.Reply) (int, bool) {
		began <- struct{}{}
		<-ctx.Done()
		return 3, true
	})
	var calling sync.WaitGroup
	for range most {
		calling.Go(func() { _, _ = control.Call(t.Context(), data, control.Request{}, (&shown{}).reply()) })
		<-began
	}
	long := control.Request{Arguments: []string{strings.Repeat("x", 1<<19)}}
	if _, err := control.Call(t.Context(), data, long, (&shown{}).reply()); !errors.Is(err, control.ErrBusy) {
		t.Errorf("one more: %v", err)
	}
	stop()
	calling.Wait()
}
