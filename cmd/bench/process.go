package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cost is what a command took.
type cost struct {
	Wall, Processor time.Duration
	Peak            int64 // most resident memory, bytes
}

func (c cost) and(other cost) cost {
	return cost{c.Wall + other.Wall, c.Processor + other.Processor, max(c.Peak, other.Peak)}
}

// command is a program that is asked to end, not killed, when the context ends.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	made := exec.CommandContext(ctx, name, args...)
	made.Cancel = func() error { return made.Process.Signal(os.Interrupt) }
	made.WaitDelay = 30 * time.Second
	return made
}

// spend runs a command to its end, and returns what it printed and took.
func spend(program *exec.Cmd) (output []byte, taken cost, err error) {
	var out, errs bytes.Buffer
	program.Stdout, program.Stderr = &out, &errs
	began := time.Now()
	if err := program.Start(); err != nil {
		return nil, cost{}, fmt.Errorf("start %s: %w", program.Path, err)
	}
	err = program.Wait()
	state := program.ProcessState
	taken = cost{Wall: time.Since(began), Processor: state.UserTime() + state.SystemTime()}
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		taken.Peak = int64(usage.Maxrss) * 1024
	}
	if err != nil {
		return nil, taken, fmt.Errorf("%s failed: %w: %s", shown(program.Args), err, lastLines(out.String()+errs.String()))
	}
	return out.Bytes(), taken, nil
}

// shown is a command's beginning, enough to recognize it.
func shown(args []string) string {
	return strings.Join(append([]string{filepath.Base(args[0])}, args[1:min(len(args), 4)]...), " ")
}

// lastLines are the last ten, where a program says why it failed.
func lastLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "\n")
}

// background is a program that runs until it is stopped.
type background struct {
	process *exec.Cmd
	log     *os.File
	ended   chan struct{} // closed once it has
	err     error         // of its end, then
}

// start runs a program whose errors, and whose output where nobody reads it, go to a log in dir.
func start(dir string, program *exec.Cmd) (*background, error) {
	log, err := os.CreateTemp(dir, "log-*")
	if err != nil {
		return nil, err
	}
	r := &background{process: program, log: log, ended: make(chan struct{})}
	program.Stderr = log
	if program.Stdout == nil {
		program.Stdout = log
	}
	if err := program.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", shown(program.Args), err), log.Close(), os.Remove(log.Name()))
	}
	return r, nil
}

// wait waits until the program has ended; a caller that reads its output calls it afterwards.
func (r *background) wait() {
	r.err = r.process.Wait()
	close(r.ended)
}

// stop ends the program and removes its log, whose last lines are in the error of one that failed.
func (r *background) stop() error {
	_ = r.process.Process.Signal(os.Interrupt)
	<-r.ended
	said, _ := os.ReadFile(r.log.Name())
	err := errors.Join(r.log.Close(), os.Remove(r.log.Name()))
	if r.err == nil || r.process.ProcessState.Success() {
		return err
	}
	return errors.Join(err, fmt.Errorf("%s failed: %w: %s", shown(r.process.Args), r.err, lastLines(string(said))))
}

func (r *background) pid() int { return r.process.Process.Pid }

// answers waits until a probe succeeds, the program ends, or the context does.
func (r *background) answers(ctx context.Context, probe func(context.Context) error) error {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		err := probe(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-r.ended:
			return errors.New("it ended before it answered")
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", err)
		case <-again.C:
		}
	}
}

// memoryOf is the proportional set size of a process and its descendants, in bytes; 0 without /proc.
func memoryOf(pid int) (total int64) {
	rollup, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if _, rest, found := strings.Cut(string(rollup), "\nPss:"); found {
		kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		total = kilobytes * 1024
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(children)) {
			if number, err := strconv.Atoi(child); err == nil {
				total += memoryOf(number)
			}
		}
	}
	return total
}

// memoryShare is a part of the machine's memory in bytes, at most so many, which it also is where the
// memory is unknown.
func memoryShare(part, most int64) int64 {
	info, _ := os.ReadFile("/proc/meminfo")
	fields := strings.Fields(string(info)) // MemTotal: 24689284 kB ...
	if len(fields) < 2 {
		return most
	}
	kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return most
	}
	return min(kilobytes*1024/part, most)
}

// sizeOf is the size of a file, or of all files in a directory. A file that is removed meanwhile, as a
// server does, does not count.
func sizeOf(path string) (int64, error) {
	total := int64(0)
	err := filepath.WalkDir(path, func(_ string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			var info os.FileInfo
			if info, err = entry.Info(); err == nil {
				total += info.Size()
			}
		}
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	})
	return total, err
}
