package serving

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

// Certificate is the files of a server's certificate; the zero value is none.
type Certificate struct{ File, Key string }

// Check returns what is wrong with the files.
func (c Certificate) Check() error {
	switch {
	case c == Certificate{}:
		return nil
	case c.File == "" || c.Key == "":
		return errors.New("--tls-cert and --tls-key go together")
	}
	if _, err := tls.LoadX509KeyPair(c.File, c.Key); err != nil {
		return fmt.Errorf("--tls-cert, --tls-key: %w", err)
	}
	return nil
}

func (c Certificate) scheme() string {
	if c == (Certificate{}) {
		return "http"
	}
	return "https"
}

// config returns how to speak TLS. A certificate that is renewed in its files is used from the next connection on; as long as the
// files do not fit each other, the one before stays in use.
func (c Certificate) config() *tls.Config {
	var mutex sync.Mutex
	var loaded *tls.Certificate
	var changed time.Time
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		mutex.Lock()
		defer mutex.Unlock()
		file, err := os.Stat(c.File)
		if err == nil && loaded != nil && file.ModTime().Equal(changed) {
			return loaded, nil
		}
		pair, failure := tls.LoadX509KeyPair(c.File, c.Key)
		switch {
		case failure == nil && err == nil:
			loaded, changed = &pair, file.ModTime()
		case loaded == nil:
			return nil, errors.Join(err, failure)
		}
		return loaded, nil
	}}
}

// Listen serves until the context ends, then lets running answers finish.
func Listen(ctx context.Context, address string, handler http.Handler, ready func(address string)) error {
	return ListenTLS(ctx, address, Certificate{}, handler, ready)
}

// ListenTLS is [Listen], over TLS where there is a certificate. Browsers are then told to use nothing else for a year.
func ListenTLS(ctx context.Context, address string, certificate Certificate, handler http.Handler, ready func(address string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	own := listener.Addr().String()
	if certificate != (Certificate{}) {
		listener, handler = tls.NewListener(listener, certificate.config()), withStrictTransport(handler)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	ready(own)
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// A connection without a request yet is waited for too, 5 seconds in net/http.
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}

func withStrictTransport(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}
