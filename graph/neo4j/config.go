package neo4j

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/auth"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"
)

// Config names a server, and the account to use there.
type Config struct {
	// URI is neo4j://HOST:PORT for a server or cluster, bolt:// for exactly that server;
	// neo4j+s:// and bolt+s:// encrypt and check the certificate.
	URI string
	// Username and Password sign in, or a bearer token where the server has single sign-on.
	// Without either, the server must not require authentication. BearerTokenFile is read again
	// when the server says that the token has expired.
	Username, Password           string
	BearerToken, BearerTokenFile string
	// Database is "neo4j" where it is empty, which is what Community Edition calls its only one.
	Database string
	// CAFile names certificates in PEM to be trusted instead of the system's, for +s.
	CAFile string
	// Clock gives the time of a commit; time.Now where it is nil.
	Clock func() time.Time
	// Patience is how long to try again while the server cannot be reached; 10 s where it is
	// zero. After a lost answer to a commit, its outcome is looked up for three times as long.
	Patience time.Duration
	// ReadOnly makes nothing in the database; opening one in which nothing was kept yet is then
	// [graph.ErrNotFound].
	ReadOnly bool
}

// FromEnvironment fills what is empty from NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD or the file
// NEO4J_PASSWORD_FILE, NEO4J_BEARER_TOKEN or NEO4J_BEARER_TOKEN_FILE, NEO4J_DATABASE and
// NEO4J_CA_FILE. getenv is usually os.Getenv.
func (c Config) FromEnvironment(getenv func(string) string) (Config, error) {
	for name, field := range map[string]*string{
		"NEO4J_URI": &c.URI, "NEO4J_USERNAME": &c.Username, "NEO4J_PASSWORD": &c.Password, "NEO4J_BEARER_TOKEN": &c.BearerToken,
		"NEO4J_BEARER_TOKEN_FILE": &c.BearerTokenFile, "NEO4J_DATABASE": &c.Database, "NEO4J_CA_FILE": &c.CAFile,
	} {
		if *field == "" {
			*field = getenv(name)
		}
	}
	file := getenv("NEO4J_PASSWORD_FILE")
	if c.Password != "" || file == "" {
		return c, nil
	}
	var err error
	c.Password, err = secret(file)
	return c, err
}

// secret returns the content of a file, without a line break at its end.
func secret(file string) (string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read what signs in to Neo4j: %w", err)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

func (c Config) withDefaults() Config {
	if c.Database == "" {
		c.Database = "neo4j"
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
	}
	return c
}

func (c Config) check() error {
	address, err := url.Parse(c.URI)
	if err != nil || address.Host == "" || !slices.Contains(schemes(), address.Scheme) {
		return fmt.Errorf("%q is no address of a Neo4j server; write one such as neo4j://host:7687, or neo4j+s:// where it is encrypted", c.URI)
	}
	if address.User != nil {
		return errors.New("the address of the Neo4j server holds a name or password; give them in NEO4J_USERNAME and NEO4J_PASSWORD")
	}
	if c.CAFile != "" && !strings.HasSuffix(address.Scheme, "+s") {
		return fmt.Errorf("certificates to trust are named, but %s:// does not check any; write %s+s://", address.Scheme, strings.TrimSuffix(address.Scheme, "+ssc"))
	}
	if c.Password != "" && c.BearerToken+c.BearerTokenFile != "" {
		return errors.New("both a password and a bearer token are given for Neo4j; give one")
	}
	return nil
}

func schemes() []string {
	return []string{"neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"}
}

func (c Config) token() auth.TokenManager {
	switch {
	case c.BearerTokenFile != "":
		return auth.BearerTokenManager(func(context.Context) (neo4j.AuthToken, *time.Time, error) {
			token, err := secret(c.BearerTokenFile)
			return neo4j.BearerAuth(token), nil, err
		})
	case c.BearerToken != "":
		return neo4j.BearerAuth(c.BearerToken)
	case c.Username != "":
		return neo4j.BasicAuth(c.Username, c.Password, "")
	}
	return neo4j.NoAuth()
}

func (c Config) driver() (neo4j.DriverWithContext, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	trusted, err := c.trusted()
	if err != nil {
		return nil, err
	}
	return neo4j.NewDriverWithContext(c.URI, c.token(), func(set *config.Config) {
		set.MaxConnectionPoolSize = 20
		set.ConnectionAcquisitionTimeout = 5 * time.Second
		set.ConnectionLivenessCheckTimeout = 30 * time.Second
		set.SocketConnectTimeout = 5 * time.Second
		set.TelemetryDisabled = true
		set.NotificationsMinSeverity = notifications.WarningLevel
		set.UserAgent = "sachant"
		set.TlsConfig = trusted
	})
}

// trusted returns a configuration with the certificates to trust, nil for the system's.
func (c Config) trusted() (*tls.Config, error) {
	if c.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificates to trust: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", c.CAFile)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
