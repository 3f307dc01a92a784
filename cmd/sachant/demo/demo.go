package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/serving"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/directory"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/people"
	"github.com/sachant/sachant/search/role"
)

// NewDemo returns the command demo.
func NewDemo(o *cli.Options) *cobra.Command {
	address := ""
	command := &cobra.Command{
		Use:   "demo",
		Short: "Show a sample company on localhost",
		Long: `Imports a sample company of 250 people into a temporary directory, the way a company
would import its own files, and serves the pages and GraphQL on this machine. You choose who
you are: an employee, somebody in human resources, a recruiter. Everything is gone when it ends.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := loopback(address); err != nil {
				return cli.Failed(err)
			}
			return cli.Failed(demo(command.Context(), o, address))
		},
	}
	command.Flags().StringVar(&address, "listen", "127.0.0.1:8080", "the loopback `address` to listen on; another port where it is taken")
	return command
}

// loopback returns an error for every address but those of this machine: in a demo the user chooses who they are.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--listen %q: %w", address, err)
	}
	ip, err := netip.ParseAddr(host)
	if host == "localhost" || (err == nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("the demo lets everybody choose who they are, so it listens on loopback addresses only, not on %q", host)
}

func demo(ctx context.Context, o *cli.Options, address string) (err error) {
	dir, err := os.MkdirTemp("", "sachant-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o.Data = filepath.Join(dir, "data")
	inst, err := installation.Open(ctx, o)
	if err != nil {
		return err
	}
	defer inst.Close()
	o.Note("importing the sample company...\n")
	if err := Populate(ctx, o, inst, filepath.Join(dir, "company")); err != nil {
		return err
	}
	server, err := serving.StartServer(ctx, inst, o)
	if err != nil {
		return err
	}
	defer server.Close()
	handler, err := DemoHandler(ctx, o, server)
	if err != nil {
		return err
	}
	return serveDemo(ctx, o, address, handler)
}

// serveDemo takes another port where the address is in use.
func serveDemo(ctx context.Context, o *cli.Options, address string, handler http.Handler) error {
	ready := func(address string) {
		if o.JSON {
			_ = o.Print(map[string]string{"address": "http://" + address + "/"})
			return
		}
		o.Say("Sachant's sample company is at http://%s/ (Ctrl-C ends it)\n", address)
	}
	err := serving.Listen(ctx, address, handler, ready)
	if err != nil && ctx.Err() == nil {
		host, _, _ := net.SplitHostPort(address)
		o.Note("%v; taking another port\n", err)
		err = serving.Listen(ctx, net.JoinHostPort(host, "0"), handler, ready)
	}
	return err
}

// DemoHandler lets the user choose who they are.
func DemoHandler(ctx context.Context, o *cli.Options, server *serving.Server) (http.Handler, error) {
	people, err := DemoPeople(ctx, server.Reader)
	if err != nil {
		return nil, err
	}
	demo := &page.DemoConfig{
		People:   people,
		Examples: []string{"négociation fournisseurs", "soudage TIG", "kubernetes", "welding procedure"},
		Choose:   signin.ChooseDemoPerson,
	}
	log := o.Logger().Level(zerolog.WarnLevel)
	return serving.HTTPHandler(o, server, log, signin.DemoIdentity(people), demo)
}

// DemoPeople are the people of the sample company that a user can choose to be.
func DemoPeople(ctx context.Context, reader graph.Reader) ([]signin.DemoPerson, error) {
	who := fixtures.Demo()
	choices := []struct {
		mail string
		role access.Role
		part string
	}{
		{who.Employee, access.Employee, ""}, {who.HR, access.HRRole, ""}, {who.Recruiter, access.Recruiter, ""},
		{who.SecretMember, access.Employee, "secret"}, {who.Hidden, access.Employee, "hidden"},
	}
	var people []signin.DemoPerson
	for _, choice := range choices {
		key, err := installation.FindPerson(ctx, reader, choice.mail)
		if err != nil {
			return nil, fmt.Errorf("the sample company has nobody with %s: %w", choice.mail, err)
		}
		facts, err := reader.Facts(ctx, graph.Brief, key)
		if err != nil || len(facts) == 0 {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		people = append(people, signin.DemoPerson{ID: string(key), Name: graph.As[graph.Person](facts[0]).DisplayName, Role: string(choice.role), Part: choice.part})
	}
	return people, nil
}

// Step is one import of the sample company.
type Step struct {
	Source       string
	reader       ingest.Reader
	createPeople bool
}

// Populate imports the sample company as a company would: an earlier directory, then the
// current one, by which two people have left, then HR's file of those in no directory, interviews and activity.
func Populate(ctx context.Context, o *cli.Options, inst *installation.Installation, dir string) error {
	if err := fixtures.Write(dir); err != nil {
		return err
	}
	if err := ImportSteps(ctx, o, inst, SampleSteps(inst.Namer, inst.Store, o.Now, dir)); err != nil {
		return err
	}
	if err := PopulateMobility(ctx, o, inst, dir); err != nil {
		return err
	}
	if err := PopulateCommunities(ctx, o, inst); err != nil {
		return err
	}
	return PopulateQuestions(ctx, o.Now(), inst)
}

// ImportSteps imports the files of the sample company, one after the other.
func ImportSteps(ctx context.Context, o *cli.Options, inst *installation.Installation, steps []Step) error {
	for _, step := range steps {
		run := ingest.Import{
			Source: step.Source, Store: inst.Store, Namer: inst.Namer, Now: o.Now,
			TrustEmail: true, CreatePeople: step.createPeople,
		}
		report, err := run.Run(ctx, step.reader)
		if err != nil {
			return fmt.Errorf("importing the sample company's %s: %w", step.Source, err)
		}
		for _, rejection := range report.Rejected {
			return fmt.Errorf("the sample company's %s has an error: %s: %s", step.Source, rejection.Where, rejection.Cause)
		}
	}
	return role.Give(ctx, inst.Store)
}

// SampleSteps returns how the files of the sample company in a folder are imported.
func SampleSteps(namer graph.Namer, reader graph.Reader, now func() time.Time, dir string) []Step {
	file := func(name string) string { return filepath.Join(dir, name) }
	ldif := func(name string) ingest.Reader {
		return directory.File{Path: file(name), Options: directory.Options{Source: "directory", Namer: namer}}
	}
	steps := []Step{
		{"directory", ldif(fixtures.PreviousDirectory), true},
		{"directory", ldif(fixtures.Directory), true},
		{"people", people.Reader{Path: file(fixtures.Staff), Source: "people", Namer: namer, Now: now}, true},
	}
	for _, name := range fixtures.InterviewFiles() {
		steps = append(steps, Step{"interviews", interview.Reader{Paths: []string{file(name)}, Store: reader}, false})
	}
	return append(steps, Step{"activite", activity.JSONLines{Path: file(fixtures.Activity), Source: "activite", Namer: namer, TrustEmail: true, Store: reader}, false})
}
