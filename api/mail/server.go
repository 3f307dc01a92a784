// Package mail sends mails in plain text by a company's SMTP server. It says of a mail that was not sent whether it may be
// tried again, so that what decides to send one can see to it that nobody gets it twice.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"time"

	"github.com/wneessen/go-mail"
)

// How the way to a server is encrypted.
const (
	StartTLS = "starttls" // from the first command on, else nothing is sent
	TLS      = "tls"      // from the beginning
	NoTLS    = "none"     // not at all, for a server on this machine
)

// Server is an SMTP server, and as what it is used.
type Server struct {
	Host string
	Port int
	// TLS is StartTLS, TLS or NoTLS.
	TLS string
	// User and Password sign in; nobody does where User is empty.
	User, Password string
	// From is the address that mails are from, with a name or without.
	From string
	// Roots are the certificates that are trusted; nil for those of this machine.
	Roots *x509.CertPool
	// Timeout is how long one mail may take; DefaultTimeout where 0.
	Timeout time.Duration
}

// DefaultTimeout is how long one mail may take where nothing else is said.
const DefaultTimeout = 30 * time.Second

// Check returns what is wrong with the description of a server.
func (s Server) Check() error {
	_, err := netmail.ParseAddress(s.From)
	switch {
	case s.Host == "":
		return errors.New("mail needs a server: --mail-host")
	case s.Port < 1 || s.Port > 65535:
		return fmt.Errorf("--mail-port %d is no port, such as 587", s.Port)
	case s.TLS != StartTLS && s.TLS != TLS && s.TLS != NoTLS:
		return fmt.Errorf("--mail-tls %q is none of starttls, tls and none", s.TLS)
	case s.TLS == NoTLS && !isHere(s.Host):
		return fmt.Errorf("--mail-tls none would send mails readably to %s: it is for a server on this machine", s.Host)
	case err != nil:
		return fmt.Errorf("--mail-from %q is no address of mail, such as sachant@example.com", s.From)
	}
	return nil
}

// isHere reports whether a host is this machine.
func isHere(host string) bool {
	address := net.ParseIP(host)
	return host == "localhost" || address != nil && address.IsLoopback()
}

// Message is a mail to one person.
type Message struct {
	To string
	// Language is that of the text, such as "fr".
	Language      string
	Subject, Text string
	// ID is the same each time that the message is sent: a server that gets it twice can tell.
	ID string
	At time.Time
	// Unsubscribe is the address by which one click ends mails of its kind (RFC 8058); empty where they are of no list.
	Unsubscribe string
}

var (
	// ErrRefused is that a server refuses a mail for good: to try again is of no use.
	ErrRefused = errors.New("the mail server refuses the mail")
	// ErrUncertain is that it is not known whether a server took a mail: to try again may send it twice.
	ErrUncertain = errors.New("it is not known whether the mail server took the mail")
)

// Send sends a mail and returns once the server has taken it. Of an error that is neither [ErrRefused] nor [ErrUncertain],
// nothing was sent, and it may be tried again.
func (s Server) Send(ctx context.Context, message Message) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	composed, err := s.compose(message)
	if err != nil {
		return errors.Join(ErrRefused, err)
	}
	client, err := s.client(timeout)
	if err != nil {
		return errors.Join(ErrRefused, err)
	}
	connection, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("the mail server %s cannot be used: %w", s.Host, err)
	}
	defer func() { _ = client.CloseWithSMTPClient(connection) }() // the mail is taken, or it is not
	err = client.SendWithSMTPClient(connection, composed)
	if composed.IsDelivered() {
		return nil
	}
	return s.classified(err)
}

func (s Server) compose(message Message) (*mail.Msg, error) {
	composed := mail.NewMsg()
	if err := composed.From(s.From); err != nil {
		return nil, err
	}
	if err := composed.To(message.To); err != nil {
		return nil, err
	}
	composed.Subject(message.Subject)
	composed.SetDateWithValue(message.At)
	composed.SetMessageIDWithValue(message.ID)
	composed.SetGenHeader(mail.HeaderContentLang, message.Language)
	composed.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody is away to it
	if message.Unsubscribe != "" {
		composed.SetGenHeader(mail.HeaderListUnsubscribe, "<"+message.Unsubscribe+">")
		composed.SetGenHeader(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	composed.SetBodyString(mail.TypeTextPlain, message.Text)
	return composed, nil
}

func (s Server) client(timeout time.Duration) (*mail.Client, error) {
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(timeout), mail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})}
	switch s.TLS {
	case TLS:
		options = append(options, mail.WithSSL())
	case StartTLS:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	}
	if s.User != "" {
		way := mail.SMTPAuthAutoDiscover
		if s.TLS == NoTLS {
			way = mail.SMTPAuthPlainNoEnc // on this machine
		}
		options = append(options, mail.WithSMTPAuth(way), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, options...)
}

// classified says of a mail that was not taken whether it may be tried again.
func (s Server) classified(err error) error {
	var failed *mail.SendError
	var answer *textproto.Error
	switch {
	case err == nil:
		return ErrUncertain
	case !errors.As(err, &failed):
		return fmt.Errorf("the mail server %s cannot be used: %w", s.Host, err)
	case failed.ErrorCode() >= 500 || errors.As(err, &answer) && answer.Code >= 500:
		return errors.Join(ErrRefused, err)
	case failed.Reason == mail.ErrGetSender, failed.Reason == mail.ErrGetRcpts, failed.Reason == mail.ErrNoUnencoded:
		return errors.Join(ErrRefused, err)
	case failed.Reason == mail.ErrSMTPDataClose && failed.ErrorCode() == 0:
		return errors.Join(ErrUncertain, err)
	}
	return fmt.Errorf("the mail server %s did not take the mail: %w", s.Host, err)
}
