// Package mailtest is an SMTP server for tests: it keeps what it takes, and fails where a test wants it to.
package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/sachant/sachant/api/mail"
)

// Server is an SMTP server on this machine.
type Server struct {
	mail.Server

	mutex  sync.Mutex
	taken  []Taken
	fail   func(attempt int) error
	tried  int
	signed string
}

// Taken is a mail that the server took.
type Taken struct{ From, To, Content string }

// ErrHangUp makes the server hang up without an answer, once it has read the whole mail.
var ErrHangUp = errors.New("hang up")

// New starts a server, and stops it with the test. Where fail returns an error for an attempt, from 1 on, the server answers
// with it instead of taking the mail. With a user, it wants that user to sign in with the password "secret".
func New(t testing.TB, security, user string, fail func(attempt int) error) *Server {
	t.Helper()
	s := &Server{fail: fail}
	certified := httptest.NewUnstartedServer(nil)
	certified.StartTLS()
	certified.Close()
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, connection: c}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ReadTimeout, server.WriteTimeout = "localhost", true, 10*time.Second, 10*time.Second
	config := &tls.Config{Certificates: certified.TLS.Certificates, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	switch security {
	case mail.TLS:
		listener = tls.NewListener(listener, config)
	case mail.StartTLS:
		server.TLSConfig = config
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { _, _ = server.Close(), listener.Close(); <-ended })
	s.Server = mail.Server{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, TLS: security, User: user, From: "Sachant <sachant@example.com>", Roots: roots, Timeout: 10 * time.Second}
	if user != "" {
		s.Password = "secret"
	}
	return s
}

// Taken returns the mails that the server took.
func (s *Server) Taken() []Taken {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Taken(nil), s.taken...)
}

// Tried returns how many mails it was given.
func (s *Server) Tried() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.tried
}

// Signed returns who signed in last.
func (s *Server) Signed() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.signed
}

type session struct {
	server     *Server
	connection *smtp.Conn
	from, to   string
}

func (*session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "secret" {
			return smtp.ErrAuthFailed
		}
		s.server.mutex.Lock()
		defer s.server.mutex.Unlock()
		s.server.signed = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "nobody@") {
		return &smtp.SMTPError{Code: 550, Message: "no such user"}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mutex.Lock()
	defer s.server.mutex.Unlock()
	s.server.tried++
	if s.server.fail != nil {
		if err := s.server.fail(s.server.tried); errors.Is(err, ErrHangUp) {
			return errors.Join(err, s.connection.Conn().Close())
		} else if err != nil {
			return err
		}
	}
	s.server.taken = append(s.server.taken, Taken{s.from, s.to, string(content)})
	return nil
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }
