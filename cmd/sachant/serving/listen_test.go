package serving_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sachant/sachant/cmd/sachant/serving"
)

// certify writes a certificate for this machine with a serial number, and returns who trusts it.
func certify(t *testing.T, files serving.Certificate, serial int64, changed time.Time) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for path, content := range map[string][]byte{files.File: text, files.Key: pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(files.File, changed, changed); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool
}

// A server speaks TLS by itself, and takes a certificate that is renewed without a new start.
func TestServingOverTLS(t *testing.T) {
	folder := t.TempDir()
	files := serving.Certificate{File: filepath.Join(folder, "cert.pem"), Key: filepath.Join(folder, "key.pem")}
	if err := files.Check(); err == nil {
		t.Error("files that are not there are taken")
	}
	first := certify(t, files, 1, time.Unix(1_700_000_000, 0))
	if err := files.Check(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended, address := make(chan error, 1), make(chan string, 1)
	go func() {
		ended <- serving.ListenTLS(ctx, "127.0.0.1:0", files, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, r.Proto)
		}), func(own string) { address <- own })
	}()
	own := <-address
	ask := func(trusted *x509.CertPool) (serial int64, proto, strict string) {
		client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}}}
		answer, err := client.Get("https://" + own + "/")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		return answer.TLS.PeerCertificates[0].SerialNumber.Int64(), answer.Proto, answer.Header.Get("Strict-Transport-Security")
	}
	if serial, proto, strict := ask(first); serial != 1 || proto != "HTTP/2.0" || strict == "" {
		t.Errorf("certificate %d, %s, %q", serial, proto, strict)
	}
	second := certify(t, files, 2, time.Unix(1_800_000_000, 0))
	if serial, _, _ := ask(second); serial != 2 {
		t.Errorf("after it was renewed, certificate %d is in use", serial)
	}
	if err := os.WriteFile(files.File, []byte("half a"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial, _, _ := ask(second); serial != 2 {
		t.Errorf("while its file is written, certificate %d is in use", serial)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := (serving.Certificate{File: files.File}).Check(); err == nil {
		t.Error("a certificate without its key is taken")
	}
}
