package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// server is sachant serve on a data directory, behind a proxy for which this program stands in.
type server struct {
	*background
	address string // http://127.0.0.1:PORT/
	began   time.Time
}

// The headers in which the proxy says who is asking.
const (
	userHeader   = "X-Remote-User"
	groupsHeader = "X-Remote-Groups"
	hrGroup      = "hr"
)

// serve starts a server and returns once it is ready to answer.
func (b *bench) serve(ctx context.Context, data string) (*server, error) {
	program := command(ctx, b.sachant, "serve", "--data", data, "--json", "--listen", "127.0.0.1:0",
		"--trusted-proxy", "127.0.0.1", "--user-header", userHeader, "--groups-header", groupsHeader, "--hr-group", hrGroup)
	said, err := program.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s := &server{began: time.Now()}
	if s.background, err = start(b.work, program); err != nil {
		return nil, err
	}
	line, _ := bufio.NewReader(said).ReadBytes('\n')
	go s.wait()
	if err := s.isReady(ctx, line); err != nil {
		return nil, fmt.Errorf("serve %s: %w", data, errors.Join(err, s.stop()))
	}
	return s, nil
}

// isReady reads from a line the address of the server, and waits until it says that it is ready.
func (s *server) isReady(ctx context.Context, line []byte) error {
	var started struct{ Address string }
	if err := json.Unmarshal(line, &started); err != nil || started.Address == "" {
		return fmt.Errorf("it does not say where it serves: %q", line)
	}
	s.address = started.Address
	return s.answers(ctx, func(ctx context.Context) error { return getOK(ctx, s.address+"readyz") })
}

// getOK gets an address; another status than 200 is an error.
func getOK(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", address, response.Status)
	}
	return errors.Join(err, response.Body.Close())
}
