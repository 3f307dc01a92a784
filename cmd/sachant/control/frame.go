package control

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"path/filepath"
	"sync"
	"time"

	"github.com/sachant/sachant/ingest"
)

// Request is a command with its arguments.
type Request struct {
	// Command is the names of the command, such as "import" and "directory"; its paths are absolute.
	Command   []string            `json:"command"`
	Arguments []string            `json:"arguments,omitempty"`
	Flags     map[string][]string `json:"flags,omitempty"`
	// Environment is the variables that the command reads, which may hold secrets.
	Environment map[string]string `json:"environment,omitempty"`
	Language    string            `json:"language"`
	JSON        bool              `json:"json,omitempty"`
	// Store is the address of the store that the command means; empty for the embedded one.
	Store string `json:"store,omitempty"`
}

// Reply takes what the work prints and how far it is.
type Reply struct {
	Stdout, Stderr io.Writer
	Progress       func(ingest.Progress)
}

// frame is a line from the server; one of its fields is set.
type frame struct {
	Stdout   []byte           `json:"stdout,omitempty"`
	Stderr   []byte           `json:"stderr,omitempty"`
	Progress *ingest.Progress `json:"progress,omitempty"`
	Status   *int             `json:"status,omitempty"`
	// NotMine: the server has another store open, so the command does its work itself.
	NotMine bool `json:"notMine,omitempty"`
	// Busy: the server does or lets wait as many commands as it may.
	Busy bool `json:"busy,omitempty"`
	// Fault: the work ended by a panic.
	Fault bool `json:"fault,omitempty"`
}

const (
	// maxRequest is the most bytes of a request.
	maxRequest = 1 << 20
	// maxFrame is the most bytes of output in one frame.
	maxFrame = 32 << 10
	// requestPatience is how long a command may take to send its request, framePatience how long to take a frame.
	requestPatience = 10 * time.Second
	framePatience   = 30 * time.Second
	// maxCommands is how many commands a server does or lets wait; it refuses more.
	maxCommands = 8
	// refusalPatience is how long a command may take to take a refusal.
	refusalPatience = time.Second
	// acceptPause is how long a server waits after it could not accept a command, such as where too many files are open.
	acceptPause = time.Second
)

var (
	// ErrNoServer means that no server takes the work: none runs, or it has another store open.
	ErrNoServer = errors.New("no server takes commands there")
	// ErrStopping is why the work ended: the server stops.
	ErrStopping = errors.New("the server stops; what was committed before is kept, and importing again goes on from there")
	// ErrBusy means that the server does or lets wait as many commands as it may.
	ErrBusy = errors.New("too many commands wait at the server: try again when they have ended")
	// ErrFault means that the work ended by a panic; the server goes on.
	ErrFault = errors.New("the work ended early by a fault of Sachant, which the log of the server shows; what was committed before is kept")
	// ErrStillEnding means that the work was cancelled, and had not ended when the command stopped waiting for it.
	ErrStillEnding = errors.New("still ending at the server; what was committed before is kept, and importing again goes on from there")
	// ErrServerGone means that the server ended without an answer.
	ErrServerGone = errors.New("the server ended before the work did; what was committed before is kept, and importing again goes on from there")
)

// folderOf returns the folder of the socket in a data directory, for its owner alone.
func folderOf(data string) string { return filepath.Join(data, "control") }

func socketOf(data string) string { return filepath.Join(folderOf(data), "socket") }

// frameWriter sends frames, one at a time, and cancels the work where the command does not take them.
type frameWriter struct {
	mutex   sync.Mutex
	to      net.Conn
	encoder *json.Encoder
	failed  func()
}

func newFrameWriter(to net.Conn, failed func()) *frameWriter {
	return &frameWriter{to: to, encoder: json.NewEncoder(to), failed: failed}
}

func (w *frameWriter) send(one frame) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	_ = w.to.SetWriteDeadline(time.Now().Add(framePatience))
	if w.encoder.Encode(one) != nil {
		w.failed()
	}
}

// output sends what is written to it.
type output func([]byte) frame

// stream is a writer whose text goes to one output of the command.
type stream struct {
	frames *frameWriter
	as     output
}

func (s stream) Write(text []byte) (int, error) {
	for rest := text; len(rest) > 0; {
		part := rest[:min(len(rest), maxFrame)]
		s.frames.send(s.as(part))
		rest = rest[len(part):]
	}
	return len(text), nil
}

func (w *frameWriter) reply() Reply {
	return Reply{
		Stdout:   stream{w, func(text []byte) frame { return frame{Stdout: text} }},
		Stderr:   stream{w, func(text []byte) frame { return frame{Stderr: text} }},
		Progress: func(now ingest.Progress) { w.send(frame{Progress: &now}) },
	}
}
