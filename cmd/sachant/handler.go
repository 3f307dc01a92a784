package main

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"

	"github.com/rs/zerolog"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/schema"
)

// handler answers the company: people are who the proxy says.
func (s *serveOptions) handler(engine *engine, log zerolog.Logger, proxies []netip.Prefix) (http.Handler, error) {
	roster := api.NewRoster(engine.reader, engine.revision)
	identify, err := api.ProxyIdentity(api.ProxyConfig{
		Proxies: proxies, UserHeader: s.userHeader, GroupsHeader: s.groupsHeader,
		HRGroup: s.hrGroup, RecruiterGroup: s.recruitGroup, Find: roster.Find,
	})
	if err != nil {
		return nil, err
	}
	return s.server(engine, log, identify, nil)
}

// demoHandler answers whoever sits here: they choose who they are.
func (o *options) demoHandler(ctx context.Context, engine *engine) (http.Handler, error) {
	people, err := demoPeople(ctx, engine.reader)
	if err != nil {
		return nil, err
	}
	demo := &api.DemoConfig{
		People:   people,
		Examples: []string{"négociation fournisseurs", "soudage TIG", "kubernetes", "welding procedure"},
		Choose:   api.ChooseDemoPerson,
	}
	log := o.logger().Level(zerolog.WarnLevel)
	return o.server(engine, log, api.DemoIdentity(people), demo)
}

func (o *options) server(engine *engine, log zerolog.Logger, identify api.Identify, demo *api.DemoConfig) (http.Handler, error) {
	report := func(id string, cause error) { log.Error().Str("report", id).Err(cause).Msg("an answer failed") }
	answers, err := schema.New(schema.Config{Finder: engine.finder, Now: o.Now, Report: report})
	if err != nil {
		return nil, err
	}
	view := api.ViewOf(identify, engine.gate)
	pages, err := api.Pages(api.PagesConfig{Schema: answers, View: view, Demo: demo, Now: o.Now})
	if err != nil {
		return nil, err
	}
	return api.Server(api.ServerConfig{Schema: answers, View: view, Pages: pages, Ready: engine.ready, Log: log, Now: o.Now}), nil
}

// demoPeople are those of the sample company whom one can be.
func demoPeople(ctx context.Context, reader graph.Reader) ([]api.DemoPerson, error) {
	who := fixtures.Demo()
	choices := []struct {
		mail string
		role access.Role
	}{
		{who.Employee, access.Employee}, {who.HR, access.HRRole}, {who.Recruiter, access.Recruiter},
		{who.SecretMember, access.Employee}, {who.Hidden, access.Employee},
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
		people = append(people, api.DemoPerson{ID: string(key), Name: graph.As[graph.Person](facts[0]).DisplayName, Role: string(choice.role)})
	}
	return people, nil
}
