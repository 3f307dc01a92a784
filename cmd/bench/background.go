package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// background is a program that runs until it is stopped, with a log of what it said.
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

// wait notes when the program has ended; whoever reads its output calls it afterwards.
func (r *background) wait() {
	r.err = r.process.Wait()
	close(r.ended)
}

// stop ends the program and removes its log, whose last lines are in the error of one that did
// not end well.
func (r *background) stop() error {
	_ = r.process.Process.Signal(os.Interrupt)
	<-r.ended
	said, _ := os.ReadFile(r.log.Name())
	err := errors.Join(r.log.Close(), os.Remove(r.log.Name()))
	if r.err == nil || r.process.ProcessState.Success() {
		return err
	}
	return errors.Join(err, fmt.Errorf("%s ended badly: %w: %s", shown(r.process.Args), r.err, lastLines(string(said))))
}

func (r *background) pid() int { return r.process.Process.Pid }

// answers waits until a look succeeds, the program ends, or the context does.
func (r *background) answers(ctx context.Context, look func(context.Context) error) error {
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		err := look(ctx)
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
