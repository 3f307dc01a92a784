package neo4j

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/db"
)

func TestConfigurationFromTheEnvironment(t *testing.T) {
	file := secretFile(t, "from a file\r\n")
	environment := map[string]string{
		"NEO4J_URI": "neo4j+s://elsewhere", "NEO4J_USERNAME": "ada", "NEO4J_PASSWORD_FILE": file, "NEO4J_DATABASE": "people",
		"NEO4J_CA_FILE": "ca.pem", "NEO4J_BEARER_TOKEN": "token", "NEO4J_BEARER_TOKEN_FILE": "token.txt",
	}
	got, err := Config{URI: "neo4j://here"}.FromEnvironment(func(name string) string { return environment[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		URI: "neo4j://here", Username: "ada", Password: "from a file", Database: "people",
		CAFile: "ca.pem", BearerToken: "token", BearerTokenFile: "token.txt",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FromEnvironment (- want + got):\n%s", diff)
	}
}

// A token that expires is read again from its file, which holds the next one.
func TestBearerTokensAreRenewed(t *testing.T) {
	file := secretFile(t, "first\n")
	manager := Config{BearerTokenFile: file}.token()
	token := func() any {
		t.Helper()
		made, err := manager.GetAuthToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if scheme := made.Tokens["scheme"]; scheme != "bearer" {
			t.Errorf("scheme = %v, want bearer", scheme)
		}
		return made.Tokens["credentials"]
	}
	if got := token(); got != "first" {
		t.Errorf("token = %v, want the one in the file", got)
	}
	if err := os.WriteFile(file, []byte("second\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	old, err := manager.GetAuthToken(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	expired := &db.Neo4jError{Code: "Neo.ClientError.Security.TokenExpired"}
	if again, err := manager.HandleSecurityException(t.Context(), old, expired); err != nil || !again {
		t.Errorf("an expired token: %v, %v; want another attempt", again, err)
	}
	if got := token(); got != "second" {
		t.Errorf("token after it expired = %v, want the one that is in the file now", got)
	}
}

func secretFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
