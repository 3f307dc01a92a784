package main

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

	"github.com/sachant/sachant/api"
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

func newDemo(o *options) *cobra.Command {
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
				return failed(err)
			}
			return failed(o.demo(command.Context(), address))
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

func (o *options) demo(ctx context.Context, address string) (err error) {
	dir, err := os.MkdirTemp("", "sachant-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o.data = filepath.Join(dir, "data")
	inst, err := o.open(ctx)
	if err != nil {
		return err
	}
	defer inst.Close()
	o.note("importing the sample company...\n")
	if err := o.populate(ctx, inst, filepath.Join(dir, "company")); err != nil {
		return err
	}
	server, err := inst.startServer(ctx, o)
	if err != nil {
		return err
	}
	defer server.Close()
	handler, err := o.demoHandler(ctx, server)
	if err != nil {
		return err
	}
	return o.serveDemo(ctx, address, handler)
}

// serveDemo takes another port where the address is in use.
func (o *options) serveDemo(ctx context.Context, address string, handler http.Handler) error {
	ready := func(address string) {
		if o.json {
			_ = o.print(map[string]string{"address": "http://" + address + "/"})
			return
		}
		o.say("Sachant's sample company is at http://%s/ (Ctrl-C ends it)\n", address)
	}
	err := listen(ctx, address, handler, ready)
	if err != nil && ctx.Err() == nil {
		host, _, _ := net.SplitHostPort(address)
		o.note("%v; taking another port\n", err)
		err = listen(ctx, net.JoinHostPort(host, "0"), handler, ready)
	}
	return err
}

// demoHandler lets the user choose who they are.
func (o *options) demoHandler(ctx context.Context, server *server) (http.Handler, error) {
	people, err := demoPeople(ctx, server.reader)
	if err != nil {
		return nil, err
	}
	demo := &api.DemoConfig{
		People:   people,
		Examples: []string{"négociation fournisseurs", "soudage TIG", "kubernetes", "welding procedure"},
		Choose:   api.ChooseDemoPerson,
	}
	log := o.logger().Level(zerolog.WarnLevel)
	return o.httpHandler(server, log, api.DemoIdentity(people), demo)
}

// demoPeople are the people of the sample company that a user can choose to be.
func demoPeople(ctx context.Context, reader graph.Reader) ([]api.DemoPerson, error) {
	who := fixtures.Demo()
	choices := []struct {
		mail string
		role access.Role
		part string
	}{
		{who.Employee, access.Employee, ""}, {who.HR, access.HRRole, ""}, {who.Recruiter, access.Recruiter, ""},
		{who.SecretMember, access.Employee, "secret"}, {who.Hidden, access.Employee, "hidden"},
	}
	var people []api.DemoPerson
	for _, choice := range choices {
		key, err := findPerson(ctx, reader, choice.mail)
		if err != nil {
			return nil, fmt.Errorf("the sample company has nobody with %s: %w", choice.mail, err)
		}
		facts, err := reader.Facts(ctx, graph.Brief, key)
		if err != nil || len(facts) == 0 {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		people = append(people, api.DemoPerson{ID: string(key), Name: graph.As[graph.Person](facts[0]).DisplayName, Role: string(choice.role), Part: choice.part})
	}
	return people, nil
}

// step is one import of the sample company.
type step struct {
	source       string
	reader       ingest.Reader
	createPeople bool
}

// populate imports the sample company as a company would: an earlier directory, then the
// current one, by which two people have left, then HR's file of those in no directory, interviews and activity.
func (o *options) populate(ctx context.Context, inst *installation, dir string) error {
	if err := fixtures.Write(dir); err != nil {
		return err
	}
	if err := o.importSteps(ctx, inst, sampleSteps(inst.namer, inst.store, o.Now, dir)); err != nil {
		return err
	}
	return o.populateMobility(ctx, inst, dir)
}

func (o *options) importSteps(ctx context.Context, inst *installation, steps []step) error {
	for _, step := range steps {
		run := ingest.Import{
			Source: step.source, Store: inst.store, Namer: inst.namer, Now: o.Now,
			TrustEmail: true, CreatePeople: step.createPeople,
		}
		report, err := run.Run(ctx, step.reader)
		if err != nil {
			return fmt.Errorf("importing the sample company's %s: %w", step.source, err)
		}
		for _, rejection := range report.Rejected {
			return fmt.Errorf("the sample company's %s has an error: %s: %s", step.source, rejection.Where, rejection.Cause)
		}
	}
	return role.Give(ctx, inst.store)
}

func sampleSteps(namer graph.Namer, reader graph.Reader, now func() time.Time, dir string) []step {
	file := func(name string) string { return filepath.Join(dir, name) }
	ldif := func(name string) ingest.Reader {
		return directory.File{Path: file(name), Options: directory.Options{Source: "directory", Namer: namer}}
	}
	steps := []step{
		{"directory", ldif(fixtures.PreviousDirectory), true},
		{"directory", ldif(fixtures.Directory), true},
		{"people", people.Reader{Path: file(fixtures.Staff), Source: "people", Namer: namer, Now: now}, true},
	}
	for _, name := range fixtures.InterviewFiles() {
		steps = append(steps, step{"interviews", interview.Reader{Paths: []string{file(name)}, Store: reader}, false})
	}
	return append(steps, step{"activite", activity.JSONLines{Path: file(fixtures.Activity), Source: "activite", Namer: namer, TrustEmail: true, Store: reader}, false})
}
