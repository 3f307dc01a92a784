package mcp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Remote is a server whose tools are used from elsewhere.
type Remote struct {
	// Address is that of its pages; Token an API token of the person in whose name it is asked.
	Address, Token, Language string
	Version                  string
}

// patience is how long an answer of a remote server may take.
const patience = 30 * time.Second

// Check returns why a remote server cannot be asked safely. A token is sent over TLS, or on this machine.
func (r Remote) Check() error {
	parsed, err := url.Parse(r.Address)
	switch {
	case err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.User != nil:
		return fmt.Errorf("--server %q is no address such as https://sachant.example.com", r.Address)
	case parsed.Scheme == "http" && !isLoopback(parsed.Hostname()):
		return errors.New("--server would send the token readably: http is for a server on this machine")
	case r.Token == "":
		return errors.New("--server needs a token: give --token-file, or SACHANT_TOKEN")
	}
	return nil
}

// Relay serves the tools of a remote server on a transport, until that or the context ends.
func Relay(ctx context.Context, transport sdk.Transport, remote Remote) error {
	if err := remote.Check(); err != nil {
		return err
	}
	implementation := &sdk.Implementation{Name: "sachant", Title: "Sachant", Version: remote.Version}
	session, err := sdk.NewClient(implementation, nil).Connect(ctx, &sdk.StreamableClientTransport{
		Endpoint: strings.TrimRight(remote.Address, "/") + Path, MaxRetries: -1, DisableStandaloneSSE: true,
		HTTPClient: &http.Client{Timeout: patience, Transport: remote, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil)
	if err != nil {
		return fmt.Errorf("cannot reach the tools of the server: %w", err)
	}
	defer func() { _ = session.Close() }()
	listed, err := session.ListTools(ctx, nil)
	if err != nil {
		return fmt.Errorf("cannot list the tools of the server: %w", err)
	}
	options := &sdk.ServerOptions{Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}}
	if began := session.InitializeResult(); began != nil {
		options.Instructions = began.Instructions
	}
	local := sdk.NewServer(implementation, options)
	for _, each := range listed.Tools {
		local.AddTool(each, func(ctx context.Context, request *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
			return session.CallTool(ctx, &sdk.CallToolParams{Name: request.Params.Name, Arguments: request.Params.Arguments})
		})
	}
	return local.Run(ctx, transport)
}

// RoundTrip sends a request with the token, in the language of the user.
func (r Remote) RoundTrip(request *http.Request) (*http.Response, error) {
	sent := request.Clone(request.Context())
	sent.Header.Set("Authorization", "Bearer "+r.Token)
	sent.Header.Set("Accept-Language", r.Language)
	return http.DefaultTransport.RoundTrip(sent)
}
