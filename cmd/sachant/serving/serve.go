package serving

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/api/proposals"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/vocabulary"
)

// Options are the flags of serve.
type Options struct {
	*cli.Options
	listen                                 string
	proxies                                []string
	userHeader                             string
	groupsHeader                           string
	hrGroup, recruitGroup, vocabularyGroup string
	dpoGroup                               string
	hrPerimeters                           []string
	due                                    cli.DueRules
}

// NewServe returns the command serve.
func NewServe(s *Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve pages and GraphQL to the company",
		Long: `Serves the pages and GraphQL. People sign in at a proxy of yours (an OpenID Connect or
Kerberos gateway), which says in a header who they are: their e-mail, employee number or key.
The header counts only from the addresses given by --trusted-proxy; without them serve refuses
to start, since everybody could be anybody.

It answers from a copy of the graph in memory: about 70 MB for a company of 1,000 people with ten
thousand contributions, 2 GB for 100,000 people with a million.`,
		Example: `  sachant serve --config /etc/sachant/sachant.yaml
  sachant serve --trusted-proxy 10.0.0.4 --user-header X-Remote-User
  sachant serve --trusted-proxy 127.0.0.1 --groups-header X-Remote-Groups --hr-group rh --hr-perimeter rh-lyon=Lyon`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return s.run(command.Context()) },
	}
	flags := command.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "the `address` to listen on")
	flags.StringSliceVar(&s.proxies, "trusted-proxy", nil, "an `address` or CIDR whose header says who somebody is (repeatable, needed)")
	flags.StringVar(&s.userHeader, "user-header", "X-Remote-User", "the `header` that names the person")
	flags.StringVar(&s.groupsHeader, "groups-header", "", "the `header` that lists the person's groups, separated by commas")
	flags.StringVar(&s.hrGroup, "hr-group", "", "the `group` of human resources")
	flags.StringArrayVar(&s.hrPerimeters, "hr-perimeter", nil, "`group=place`: who is in the group is human resources of a unit or site and of what is below it, given by its name or key (repeatable)")
	flags.StringVar(&s.recruitGroup, "recruiter-group", "", "the `group` of recruiters")
	flags.StringVar(&s.dpoGroup, "dpo-group", "", "the `group` of the data protection officer, who may let a column through on the page of imports (in the group of human resources too)")
	flags.StringVar(&s.vocabularyGroup, "vocabulary-group", "", "the `group` of those who keep the vocabulary of skills")
	flags.BoolVar(&s.Policy.ManagersSeeGaps, "managers-see-gaps", false, "let managers see what those who report to them lack of what their posts require")
	flags.IntVar(&s.AuditMonths, "audit-months", audit.MaxMonths, "how many `months` it is kept who of human resources and recruiters looked at people, 1 to 12")
	s.due.Flags(flags)
	return command
}

// servePatience is how long users wait for a store that may be unavailable; it is well below the time
// limit of an answer.
const servePatience = 2 * time.Second

func (s *Options) run(ctx context.Context) error {
	identity, err := s.Check()
	if err != nil {
		return err
	}
	if err := installation.IsThere(s.Options); err != nil {
		return cli.Failed(err)
	}
	s.Patience = servePatience
	collectOften(s.Getenv)
	inst, err := installation.Open(ctx, s.Options)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	server, err := StartServer(ctx, inst, s.Options)
	if err != nil {
		return cli.Failed(err)
	}
	defer server.Close()
	log := s.Logger()
	handler, err := s.handler(server, log, identity)
	if err != nil {
		return cli.Failed(err)
	}
	server.Follow(log, followEvery)
	server.expireShortlists(inst, s.Options, log)
	go debug.FreeOSMemory() // loading took more than serving does
	return cli.Failed(Listen(ctx, s.listen, handler, func(address string) {
		if s.JSON {
			_ = s.Print(map[string]string{"address": "http://" + address + "/"})
		}
		log.Info().Str("address", address).Int64("revision", server.Revision()).Msg("serving")
	}))
}

// Check returns how the proxy says who is asking, once all values are good ones.
func (s *Options) Check() (identity api.ProxyConfig, err error) {
	if identity.Proxies, err = prefixes(s.proxies); err != nil {
		return identity, err
	}
	if identity.HRPerimeters, err = perimetersOf(s.hrPerimeters); err != nil {
		return identity, err
	}
	if s.Interviews, err = s.due.Rules(); err != nil {
		return identity, err
	}
	if s.AuditMonths < 1 || s.AuditMonths > audit.MaxMonths {
		return identity, errors.New("--audit-months wants 1 to 12 months")
	}
	if err := s.LanguageModel.Check(); err != nil {
		return identity, err
	}
	if len(identity.Proxies) == 0 || s.userHeader == "" {
		return identity, cli.Failed(errors.New("serve does not know who is asking: give --trusted-proxy, the address of the proxy that signs people in, and --user-header (to look around on your own, use sachant demo)"))
	}
	identity.UserHeader, identity.GroupsHeader = s.userHeader, s.groupsHeader
	identity.HRGroup, identity.RecruiterGroup, identity.VocabularyGroup, identity.DPOGroup = s.hrGroup, s.recruitGroup, s.vocabularyGroup, s.dpoGroup
	return identity, nil
}

// collectOften keeps a server small, unless the environment sets the garbage collector: most of its heap
// is a graph without pointers, which is cheap to collect, and the garbage of answers soon adds half as
// much again.
func collectOften(getenv func(string) string) {
	if getenv("GOGC") == "" && getenv("GOMEMLIMIT") == "" {
		const percent = 30
		debug.SetGCPercent(percent)
	}
}

// handler answers the users that the proxy has signed in.
func (s *Options) handler(server *Server, log zerolog.Logger, identity api.ProxyConfig) (http.Handler, error) {
	identity.Find = api.NewPersonLookup(server.Reader, server.revisionOf(graph.KindPerson)).Find
	identify, err := api.ProxyIdentity(identity)
	if err != nil {
		return nil, err
	}
	return HttpHandler(s.Options, server, log, identify, nil)
}

// HttpHandler serves GraphQL and the pages to the viewers that identify returns.
func HttpHandler(o *cli.Options, server *Server, log zerolog.Logger, identify api.Identify, demo *api.DemoConfig) (http.Handler, error) {
	report := func(id string, cause error) { log.Error().Str("report", id).Err(cause).Msg("an answer failed") }
	if server.model.Embeds() {
		server.Finder.NearSkills = server.nearSkills(server.model, o, func(err error) { log.Warn().Err(err).Msg("skills are found by their words alone") })
	}
	looks, err := audit.Open(o.AuditPath(), o.AuditMonths, o.Now)
	if err != nil {
		return nil, err
	}
	graphql, err := schema.New(resolve.Config{Finder: server.Finder, Suggest: server.Vocabulary.suggest, Similar: server.Vocabulary.similar, Same: vocabulary.PlanSame, Merge: vocabulary.PlanMerge, Split: vocabulary.PlanSplit, Review: server.Vocabulary.review, LinkNamed: server.linkNamed(log), Now: o.Now, Interviews: o.Interviews, Audit: looks, Report: report})
	if err != nil {
		return nil, err
	}
	view := api.ViewOf(identify, server.Gate)
	texts := proposals.New(proposals.Config{Vocabulary: server.Vocabulary.Current, Model: server.model, Background: server.background})
	pages, err := api.Pages(api.PagesConfig{Schema: graphql, View: view, Demo: demo, Audit: looks, Imports: HrImports(o, server, looks, log), Proposals: texts, Model: noticeOf(server.model), Now: o.Now})
	if err != nil {
		return nil, err
	}
	return api.Server(api.ServerConfig{Schema: graphql, View: view, Pages: pages, Ready: server.Ready, Log: log, Now: o.Now}), nil
}

// HrImports are the imports that HR makes on pages.
func HrImports(o *cli.Options, server *Server, looks *audit.Log, log zerolog.Logger) *imports.Imports {
	return imports.New(server.importing, imports.Config{
		Store: server.Store, Namer: server.namer, Journals: o.Journals(), Mappings: o.Mappings(), Uploads: filepath.Join(o.Data, "uploads"),
		Audit: looks, Log: log, Now: o.Now, Background: server.background, LinkSkills: server.linkSkills, CatchUp: server.CatchUp,
	})
}

// perimetersOf reads "group=place" as places by group.
func perimetersOf(texts []string) (map[string][]string, error) {
	perimeters := map[string][]string{}
	for _, text := range texts {
		group, place, has := strings.Cut(text, "=")
		group, place = strings.TrimSpace(group), strings.TrimSpace(place)
		if !has || group == "" || place == "" {
			return nil, fmt.Errorf("--hr-perimeter %q is not group=place, such as rh-lyon=Lyon", text)
		}
		perimeters[group] = append(perimeters[group], place)
	}
	return perimeters, nil
}

// prefixes reads addresses and CIDRs.
func prefixes(texts []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("--trusted-proxy %q is neither an address nor a CIDR such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(address, address.BitLen())
		}
		list = append(list, prefix)
	}
	return list, nil
}

// Listen serves until the context ends, then lets running answers finish.
func Listen(ctx context.Context, address string, handler http.Handler, ready func(address string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	ready(listener.Addr().String())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}
