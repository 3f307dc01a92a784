package directory_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/sachant/sachant/fixtures/live"
)

func TestTheServersCertificateIsChecked(t *testing.T) {
	slapd := live.Slapd(t, "dc=exemple,dc=fr", write(t, "crowd.ldif", crowd(3)))
	certificate, authority := certify(t)
	secure := serverOf(t, encrypted(t, slapd.URL, certificate), 0)

	_, err := newCompany(t).importer().Run(t.Context(), secure)
	if err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("with a certificate of nobody known: error = %v, want that it is not trusted", err)
	}
	secure.CAFile = write(t, "ca.pem", authority)
	expect(t, "people", newCompany(t).read(secure).Added["person"], 3)

	secure.URL = strings.Replace(secure.URL, "127.0.0.1", "localhost", 1)
	_, err = newCompany(t).importer().Run(t.Context(), secure)
	if err == nil || !strings.Contains(err.Error(), "localhost") {
		t.Errorf("with a certificate of another name: error = %v, want one that names the server", err)
	}
	secure.CAFile = write(t, "empty.pem", "")
	_, err = newCompany(t).importer().Run(t.Context(), secure)
	if err == nil || !strings.Contains(err.Error(), "no certificate") {
		t.Errorf("with an empty file: error = %v, want that it holds no certificate", err)
	}
}

func TestASilentServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	silent := serverOf(t, "ldap://"+listener.Addr().String(), 0)
	silent.Timeout = 300 * time.Millisecond // enough to connect on a busy machine
	report, err := newCompany(t).importer().Run(t.Context(), silent)
	if err == nil || !strings.Contains(err.Error(), "timed out") {
		t.Errorf("error = %v, want that the time is out", err)
	}
	expect(t, "exit", report.Exit(), 1)
}

// certify makes a certificate for 127.0.0.1, and the PEM text of who vouches for it: itself.
func certify(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(text)
}

// encrypted is the address of an encrypted way to a server.
func encrypted(t *testing.T, url string, certificate tls.Certificate) string {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go passBoth(client, strings.TrimPrefix(url, "ldap://"))
		}
	}()
	return "ldaps://" + listener.Addr().String()
}

func passBoth(client net.Conn, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() { _, _ = io.Copy(server, client) }()
	_, _ = io.Copy(client, server)
}
