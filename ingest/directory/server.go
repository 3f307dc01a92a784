package directory

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/sachant/sachant/ingest"
)

// Server is a directory on an LDAP server. Where the reading ends early (an error, a limit, a broken
// connection), the run is incomplete: what was read is applied, and nobody is marked as absent.
type Server struct {
	Options
	// URL is ldap://HOST[:PORT] or ldaps://HOST[:PORT]. Over ldap:// to another machine the
	// connection is encrypted by StartTLS, unless Plaintext.
	URL string
	// Base is the entry below which people are searched; empty asks the server, which must have only one.
	Base string
	// BindDN and BindPassword are the account that reads; without BindDN the connection is anonymous.
	BindDN, BindPassword string
	// CAFile holds certificates, in PEM, that are trusted besides the system's.
	CAFile string
	// Others are other servers that belong to the same source, such as the domains of a forest, as URLs with the base that is read
	// there: ldaps://dc.emea.example.com/DC=emea,DC=example,DC=com. They are asked by the same account. A person that several
	// hold is read once.
	Others []string
	// FollowReferrals holds names of hosts to which the servers may refer. The account's password is sent to no other, and to
	// these over an encrypted connection alone.
	FollowReferrals []string
	// GroupBase is the entry below which groups are searched, on the server whose base is nearest to it; empty is the base of the
	// people, on each server.
	GroupBase string
	// Plaintext allows an unencrypted connection to another machine.
	Plaintext bool
	// PageSize is how many entries are requested at once; 0 is 500.
	PageSize uint32
	// Timeout is for the connection and each request; 0 is a minute.
	Timeout time.Duration
}

var _ ingest.Reader = Server{}

// Read emits the people on the server.
func (s Server) Read(ctx context.Context, sink ingest.Sink) error {
	if err := s.check(); err != nil {
		return err
	}
	return s.readAll(ctx, sink)
}

// Open checks the options and connects; an error names the server.
func (s Server) Open(ctx context.Context) (*ldap.Conn, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	conn, err := s.Connect(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.shownURL(), err)
	}
	return conn, nil
}

func (s Server) check() error {
	switch {
	case s.BindDN != "" && s.BindPassword == "":
		return errors.New("a bind DN needs a password: servers take an empty one for nobody in particular, and answer with less")
	case s.BindDN == "" && s.BindPassword != "":
		return errors.New("a bind password needs a bind DN")
	}
	return s.Check()
}

// shownURL returns the URL without parts that may be secret.
func (s Server) shownURL() string {
	parsed, err := url.Parse(s.URL)
	if err != nil {
		return "the directory server"
	}
	return parsed.Scheme + "://" + parsed.Host
}

// Connect opens a connection, encrypts it where it has to be, and binds. It is closed when the context
// ends, as the library's calls take no context.
func (s Server) Connect(ctx context.Context) (*ldap.Conn, error) {
	parsed, err := url.Parse(s.URL)
	if err != nil || parsed.Hostname() == "" || (parsed.Scheme != "ldap" && parsed.Scheme != "ldaps") {
		return nil, errors.New("the server's address is not like ldaps://ldap.example.com")
	}
	secure, err := s.tls(parsed.Hostname())
	if err != nil {
		return nil, err
	}
	raw, err := s.dial(ctx, parsed, secure)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	conn := ldap.NewConn(raw, parsed.Scheme == "ldaps")
	conn.SetTimeout(s.timeout())
	conn.Start()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	if err := s.bind(conn, parsed, secure); err != nil {
		stop()
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func (s Server) dial(ctx context.Context, parsed *url.URL, secure *tls.Config) (net.Conn, error) {
	port := parsed.Port()
	switch {
	case port == "" && parsed.Scheme == "ldaps":
		port = ldap.DefaultLdapsPort
	case port == "":
		port = ldap.DefaultLdapPort
	}
	dialer := &net.Dialer{Timeout: s.timeout()}
	address := net.JoinHostPort(parsed.Hostname(), port)
	if parsed.Scheme == "ldaps" {
		return (&tls.Dialer{NetDialer: dialer, Config: secure}).DialContext(ctx, "tcp", address)
	}
	return dialer.DialContext(ctx, "tcp", address)
}

func (s Server) bind(conn *ldap.Conn, parsed *url.URL, secure *tls.Config) error {
	if parsed.Scheme == "ldap" && !s.Plaintext && !isLoopback(parsed.Hostname()) {
		if err := conn.StartTLS(secure); err != nil {
			return fmt.Errorf("encrypt the connection (StartTLS; --plaintext does without): %w", err)
		}
	}
	if s.BindDN == "" {
		return nil
	}
	if err := conn.Bind(s.BindDN, s.BindPassword); err != nil {
		return fmt.Errorf("bind as %s: %w", s.BindDN, err)
	}
	return nil
}

func (s Server) timeout() time.Duration {
	if s.Timeout > 0 {
		return s.Timeout
	}
	return time.Minute
}

func isLoopback(host string) bool {
	address := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || (address != nil && address.IsLoopback())
}

// BaseDN returns the entry below which people are searched.
func (s Server) BaseDN(conn *ldap.Conn) (string, error) {
	if s.Base != "" {
		return s.Base, nil
	}
	answer, err := conn.Search(ldap.NewSearchRequest("", ldap.ScopeBaseObject, ldap.NeverDerefAliases, 0, 0, false,
		"(objectClass=*)", []string{"namingContexts", "defaultNamingContext"}, nil))
	if err != nil {
		return "", fmt.Errorf("ask where people are (--base says it): %w", err)
	}
	var root ldap.Entry
	if len(answer.Entries) == 1 {
		root = *answer.Entries[0]
	}
	if base := root.GetAttributeValue("defaultNamingContext"); base != "" {
		return base, nil
	}
	switch contexts := root.GetAttributeValues("namingContexts"); len(contexts) {
	case 1:
		return contexts[0], nil
	case 0:
		return "", errors.New("the server does not say where people are: give --base")
	default:
		return "", fmt.Errorf("the server holds %s: say with --base which", strings.Join(contexts, " and "))
	}
}

// tls returns how the server's certificate is checked.
func (s Server) tls(host string) (*tls.Config, error) {
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if s.CAFile == "" {
		return config, nil
	}
	text, err := os.ReadFile(s.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificates: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", s.CAFile)
	}
	config.RootCAs = pool
	return config, nil
}
