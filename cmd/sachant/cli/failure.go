package cli

import (
	"errors"
	"io"
	"time"
)

// Environment holds the inputs of a command from outside; tests provide their own.
type Environment struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	Now            func() time.Time
}

// Failure is an error with the exit status it asks for; without an error only the status.
type Failure struct {
	Status int
	Err    error
}

func (f Failure) Error() string {
	if f.Err == nil {
		return ""
	}
	return f.Err.Error()
}

func (f Failure) Unwrap() error { return f.Err }

// Failed is the failure, of status 1, of a command that was used rightly.
func Failed(err error) error {
	if err == nil {
		return nil
	}
	return Failure{1, err}
}

// Status turns what a command returned into an exit status; what cobra itself refuses is
// wrong use.
func (o *Options) Status(err error) int {
	if err == nil {
		return 0
	}
	var failure Failure
	if !errors.As(err, &failure) {
		o.Note("sachant: %s\n%s\n", o.Text(err.Error()), o.Text("see sachant --help"))
		return 2
	}
	if failure.Err != nil {
		o.Note("sachant: %s\n", o.Text(failure.Err.Error()))
	}
	return failure.Status
}
