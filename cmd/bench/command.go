package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// cost is what a command took.
type cost struct {
	Wall, Processor time.Duration
	Peak            int64 // most resident memory, bytes; 0 where unknown
}

func (c cost) and(other cost) cost {
	return cost{c.Wall + other.Wall, c.Processor + other.Processor, max(c.Peak, other.Peak)}
}

// grace is how long a process may take to end once it was asked to.
const grace = 30 * time.Second

// command is a program that is asked to end, not killed, when the context ends.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	made := exec.CommandContext(ctx, name, args...)
	made.Cancel = func() error { return made.Process.Signal(os.Interrupt) }
	made.WaitDelay = grace
	return made
}

// spend runs a command to its end, and returns what it printed and took.
func spend(program *exec.Cmd) (output []byte, taken cost, err error) {
	var out, trouble bytes.Buffer
	program.Stdout, program.Stderr = &out, &trouble
	began := time.Now()
	if err := program.Start(); err != nil {
		return nil, cost{}, fmt.Errorf("start %s: %w", program.Path, err)
	}
	watching, stop := context.WithCancel(context.Background())
	peak := make(chan int64, 1)
	go func() { peak <- procfs("/proc").watchPeak(watching, program.Process.Pid) }()
	err = program.Wait()
	taken.Wall = time.Since(began)
	stop()
	taken.Peak = <-peak
	taken.Processor = program.ProcessState.UserTime() + program.ProcessState.SystemTime()
	if err != nil {
		return nil, taken, fmt.Errorf("%s failed: %w: %s", shown(program.Args), err, lastLines(out.String()+trouble.String()))
	}
	return out.Bytes(), taken, nil
}

// shown is a command's beginning, enough to know which it was.
func shown(args []string) string {
	const most = 4
	words := append([]string{filepath.Base(args[0])}, args[1:min(len(args), most)]...)
	return strings.Join(words, " ")
}

// lastLines is the end of what a program said, where it says why it failed.
func lastLines(text string) string {
	const most = 10
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}
