// Package mcp is the command mcp: assistants that start programs use the tools of Sachant on its standard input and output, those of
// a server in the name of who has a token, or those of a data directory as one person sees it.
package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/client"
	"github.com/sachant/sachant/api/mcp"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
)

type options struct {
	*cli.Options
	version               string
	server, tokenFile, as string
	roles                 []string
}

// New returns the command mcp of a version of the program.
func New(o *cli.Options, version string) *cobra.Command {
	m := &options{Options: o, version: version}
	command := &cobra.Command{
		Use:   "mcp",
		Short: "Serve assistants the tools of Sachant on standard input and output",
		Long: `Serves an assistant that speaks the Model Context Protocol and starts programs: tools that find people who
know, show a person, a skill and answered questions, and ask a question. With --server they are those of a
server, in the name of the person whose API token it is (/me/tokens); the token is in a file, or in SACHANT_TOKEN.

Without --server they read the data directory, as every colleague sees it, or with --as one person, and write
nothing; who may read the data directory may say so. What --role hr and recruiter show is noted in the audit.
Assistants that speak HTTP use /mcp of a server.`,
		Example: `  sachant mcp --server https://sachant.example.com --token-file ~/.sachant-token
  sachant mcp --as ada@example.com`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return cli.Failed(m.run(command.Context())) },
	}
	flags := command.Flags()
	flags.StringVar(&m.server, "server", "", "the `address` of a server whose tools are used")
	flags.StringVar(&m.tokenFile, "token-file", "", "a `file` with the API token by which the server is asked")
	flags.StringVar(&m.as, "as", "", "answer as this person would see it, by `key` (person/...) or e-mail")
	flags.StringSliceVar(&m.roles, "role", nil, "a `role` that the person has: hr or recruiter (repeatable)")
	return command
}

func (m *options) run(ctx context.Context) error {
	transport := &sdk.IOTransport{Reader: io.NopCloser(m.Stdin), Writer: unclosed{m.Stdout}}
	if m.server == "" {
		return m.local(ctx, transport)
	}
	if m.as != "" || len(m.roles) > 0 {
		return errors.New("--as and --role are of a data directory: a server answers whose token it is")
	}
	token, err := m.token()
	if err != nil {
		return err
	}
	return ended(mcp.Relay(ctx, transport, mcp.Remote{Address: m.server, Token: token, Language: m.Language, Version: m.version}))
}

// unclosed is a writer that others write to as well.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// ended returns the error of a transport that served until the assistant left, which is none.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// token returns the API token of the file, else of the environment.
func (m *options) token() (string, error) {
	if m.tokenFile == "" {
		return strings.TrimSpace(m.Getenv("SACHANT_TOKEN")), nil
	}
	content, err := os.ReadFile(filepath.Clean(m.tokenFile))
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// local serves the tools over the data directory.
func (m *options) local(ctx context.Context, transport sdk.Transport) error {
	inst, err := installation.OpenReadOnly(ctx, m.Options)
	if err != nil {
		return err
	}
	defer inst.Close()
	searcher, err := inst.OpenSearcher(ctx, m.Options, inst.Store, inst.Store)
	if err != nil {
		return err
	}
	defer func() { _ = searcher.Close() }()
	viewer, err := m.viewer(ctx, searcher)
	if err != nil {
		return err
	}
	config := resolve.Config{Finder: searcher.Finder, NewText: resolve.TextNamer(inst.Namer), Now: m.Now, Report: func(_ context.Context, _ string, cause error) { m.Note("%v\n", cause) }}
	if len(m.roles) > 0 {
		if config.Audit, err = audit.Open(m.AuditPath(), m.AuditMonths, m.Now); err != nil {
			return err
		}
	}
	answers, err := schema.New(config)
	if err != nil {
		return err
	}
	asking, err := client.New(answers, "")
	if err != nil {
		return err
	}
	tools, err := mcp.New(mcp.Config{Client: asking, Version: m.version, Now: m.Now})
	if err != nil {
		return err
	}
	view := func() (*access.View, error) { return searcher.Gate.View(viewer), nil }
	return ended(tools.Run(m.Logger().WithContext(ctx), transport, client.Caller{View: view, Language: m.Language}))
}

// viewer returns who the tools answer; they write nothing.
func (m *options) viewer(ctx context.Context, searcher installation.Searcher) (access.Viewer, error) {
	viewer := access.Viewer{Roles: []access.Role{access.Employee}, ReadOnly: true}
	for _, role := range m.roles {
		if !slices.Contains([]access.Role{access.HRRole, access.Recruiter}, access.Role(role)) {
			return viewer, fmt.Errorf("--role: there is no role %q: say hr or recruiter", role)
		}
		viewer.Roles = append(viewer.Roles, access.Role(role))
	}
	if m.as == "" {
		return viewer, nil
	}
	person, err := installation.FindPerson(ctx, searcher.Reader, m.as)
	if err != nil {
		return viewer, fmt.Errorf("--as %s: %w", m.as, err)
	}
	viewer.Person = person
	return viewer, nil
}
