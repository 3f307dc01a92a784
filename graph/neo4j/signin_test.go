package neo4j_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/sachant/sachant/fixtures/live"
	"github.com/sachant/sachant/graph/neo4j"
)

// A production server encrypts and asks who we are.
func TestSignInOverTLS(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	certificates := t.TempDir()
	authority := writeCertificate(t, certificates)
	server := live.StartNeo4j(t, "dbms.security.auth_enabled=true", "dbms.ssl.policy.bolt.enabled=true",
		"dbms.ssl.policy.bolt.base_directory="+certificates, "dbms.ssl.policy.bolt.client_auth=NONE", "server.bolt.tls_level=OPTIONAL")
	choosePassword(t, server.URI, "a long password")
	secure := strings.Replace(server.URI, "neo4j://", "neo4j+s://", 1)
	password := filepath.Join(certificates, "password")
	if err := os.WriteFile(password, []byte("a long password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"NEO4J_URI": secure, "NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD_FILE": password, "NEO4J_CA_FILE": authority,
	}
	config, err := neo4j.Config{}.FromEnvironment(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	store, err := neo4j.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	put(t, store, person("ada", "Ada"))
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]neo4j.Config{
		"does not let us in": {URI: secure, CAFile: authority, Username: "neo4j", Password: "wrong"},
		"certificate":        {URI: secure, Username: "neo4j", Password: "a long password", Patience: time.Millisecond},
	} {
		if _, err := neo4j.Open(t.Context(), wrong); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Open(%+v): %v, want an error that says %q", wrong, err, name)
		}
	}
}

// choosePassword replaces the password that a new server comes with.
func choosePassword(t *testing.T, uri, password string) {
	t.Helper()
	admin, err := driver.NewDriverWithContext(uri, driver.BasicAuth("neo4j", "neo4j", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(context.WithoutCancel(t.Context())) }()
	_, err = driver.ExecuteQuery(t.Context(), admin, "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
		map[string]any{"password": password}, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("system"))
	if err != nil {
		t.Fatal(err)
	}
}

// writeCertificate writes a key and a certificate for 127.0.0.1 that vouches for itself, where
// a server looks for them, and returns the path of the certificate.
func writeCertificate(t *testing.T, directory string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "tests"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(directory, "public.crt")
	for name, block := range map[string]*pem.Block{
		path: {Type: "CERTIFICATE", Bytes: certificate}, filepath.Join(directory, "private.key"): {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, empty := range []string{"trusted", "revoked"} {
		if err := os.Mkdir(filepath.Join(directory, empty), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestConfigurationsThatCannotWork(t *testing.T) {
	for _, test := range []struct {
		config neo4j.Config
		says   string
	}{
		{neo4j.Config{URI: ""}, "is no address"},
		{neo4j.Config{URI: "localhost:7687"}, "is no address"},
		{neo4j.Config{URI: "http://localhost:7474"}, "is no address"},
		{neo4j.Config{URI: "neo4j://ada:secret@localhost"}, "NEO4J_USERNAME"},
		{neo4j.Config{URI: "neo4j://localhost", CAFile: "ca.pem"}, "neo4j+s://"},
		{neo4j.Config{URI: "bolt+s://localhost", CAFile: "no such file"}, "no such file"},
		{neo4j.Config{URI: "neo4j://localhost", Password: "a", BearerToken: "b"}, "give one"},
	} {
		if _, err := neo4j.Open(t.Context(), test.config); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("Open(%+v): %v, want an error that says %q", test.config, err, test.says)
		}
		if _, err := neo4j.Open(t.Context(), test.config); err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error %q shows a password", err)
		}
	}
}
