package serving

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api"
	"github.com/sachant/sachant/api/imports"
	"github.com/sachant/sachant/api/metrics"
	"github.com/sachant/sachant/api/page"
	"github.com/sachant/sachant/api/proposals"
	"github.com/sachant/sachant/api/request"
	"github.com/sachant/sachant/api/signin"
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/identity"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/cmd/sachant/monitoring"
	"github.com/sachant/sachant/cmd/sachant/sources"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/audit"
	"github.com/sachant/sachant/ingest/schedule"
	"github.com/sachant/sachant/schema"
	"github.com/sachant/sachant/schema/resolve"
	"github.com/sachant/sachant/search/vocabulary"
)

// Options are the flags of serve.
type Options struct {
	*cli.Options
	listen      string
	certificate Certificate
	identity    identity.Options
	due         cli.DueRules
	mail        mailOptions
	questions   questionOptions
	webhooks    webhookOptions
	chat        chatOptions
	planned     []schedule.Source // the sources of the configuration
	warnings    []error           // about them
	embed       embedOptions
	scim        scimOptions
	monitoring  monitoring.Options
}

// NewServe returns the command serve.
func NewServe(s *Options) *cobra.Command {
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve pages and GraphQL to the company",
		Long: `Serves the pages and GraphQL. People sign in here, with your OpenID Connect provider (--oidc-issuer), or
with a name and a password of the directory that they were imported from (--directory-url); or at a
proxy of yours, which says in a header who they are: their e-mail, employee number or key. The header
counts only from the addresses given by --trusted-proxy. Without one of these serve refuses to start,
since everybody could be anybody.

It answers from a copy of the graph in memory: about 70 MB for a company of 1,000 people with ten
thousand contributions, 2 GB for 100,000 people with a million.`,
		Example: `  sachant serve --config /etc/sachant/sachant.yaml
  sachant serve --trusted-proxy 10.0.0.4 --user-header X-Remote-User
  sachant serve --public-url https://sachant.example.com --directory-url ldaps://ldap.example.com
  sachant serve --trusted-proxy 127.0.0.1 --groups-header X-Remote-Groups --hr-group rh --hr-perimeter rh-lyon=Lyon`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return s.run(command.Context()) },
	}
	flags := command.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "the `address` to listen on")
	flags.StringVar(&s.certificate.File, "tls-cert", "", "a `file` with the certificate of this server and those that vouch for it, PEM; without it a proxy ends TLS")
	flags.StringVar(&s.certificate.Key, "tls-key", "", "a `file` with the key of the certificate, PEM")
	s.identity.AddFlags(flags)
	s.PolicyFlags(flags)
	flags.IntVar(&s.AuditMonths, "audit-months", audit.MaxMonths, "how many `months` it is kept who of human resources and recruiters looked at people, 1 to 12")
	s.due.Flags(flags)
	s.RetentionFlags(command)
	s.ContributionsFlag(command)
	s.NoticeFlags(command)
	s.mail.flags(flags)
	s.questions.flags(flags)
	s.webhooks.flags(flags)
	s.chat.flags(flags)
	s.embed.flags(flags)
	s.scim.flags(flags)
	s.monitoring.Flags(flags, s.Getenv)
	s.Log.Flags(flags)
	return command
}

// servePatience is how long users wait for a store that may be unavailable; it is well below the time
// limit of an answer.
const servePatience = 2 * time.Second

func (s *Options) run(ctx context.Context) error {
	if err := cmp.Or(s.Check(), s.isThere()); err != nil {
		return err
	}
	s.Patience = servePatience
	collectOften(s.Getenv)
	log, monitor, unwatch, err := s.watch(ctx)
	if err != nil {
		return err
	}
	defer unwatch()
	inst, err := installation.Open(ctx, s.Options)
	if err != nil {
		return cli.Failed(err)
	}
	defer inst.Close()
	if err := inst.RepeatErasures(ctx, s.Options); err != nil {
		return cli.Failed(err)
	}
	server, err := StartMonitored(ctx, inst, s.Options, monitor)
	if err != nil {
		return cli.Failed(err)
	}
	defer server.Close()
	server.embedders = s.embed.origins
	server.mails, server.address = s.mail.server.Host != "", strings.TrimRight(s.identity.PublicURL(), "/")
	if err := server.openSources(ctx, s, log); err != nil {
		return cli.Failed(err)
	}
	who, err := s.identify(ctx, inst, server)
	if err != nil {
		return cli.Failed(err)
	}
	defer who.Close()
	server.sessions, server.scim = who.Sessions, s.scim
	pilot := s.identity.Pilot()
	who = who.With(pilot.Only(who.Identify, server.Gate))
	server.chat = s.chat.config(server, who, pilot)
	handler, err := handlerFor(s.Options, server, log, who, nil)
	if err != nil {
		return cli.Failed(err)
	}
	unknown, err := server.Gate.UnknownPlaces(ctx, s.identity.Places())
	if err != nil {
		return cli.Failed(err)
	}
	for _, place := range unknown {
		log.Warn().Str("place", place).Msg("--hr-perimeter or --pilot-place names no unit and no site: nobody is in it; give the whole path of a unit")
	}
	monitor.Watch(server)
	s.keep(server, inst, who, log)
	go debug.FreeOSMemory() // loading took more than serving does
	return cli.Failed(ListenTLS(ctx, s.listen, s.certificate, handler, func(address string) {
		if s.JSON {
			_ = s.Print(map[string]string{"address": s.certificate.scheme() + "://" + address + "/"})
		}
		log.Info().Str("address", address).Int64("revision", server.Revision()).Msg("serving")
	}))
}

// keep starts what a server does beside its answers, until it is closed.
func (s *Options) keep(server *Server, inst *installation.Installation, who identity.Identity, log zerolog.Logger) {
	server.Follow(log, followEvery)
	server.countImpressions(log)
	server.expire(inst, s.Options, log)
	server.takeCommands(s.Options, log)
	server.announceHeld(s.mail, s.Options, log)
	server.runSources()
	server.sweep(who, log)
	server.escalate(s.questions, s.Options, log)
	server.sendMails(s.mail, s.identity.PublicURL(), s.Options, log)
	server.postQuestions(s.webhooks, s.identity.PublicURL(), s.Options, log)
}

// watch begins to watch the server, and returns its log; unwatch ends it.
func (s *Options) watch(ctx context.Context) (log zerolog.Logger, monitor *monitoring.Monitor, unwatch func(), err error) {
	log = s.Logger()
	watching, end := context.WithCancel(ctx)
	build := cli.BuildOf()
	monitor, err = s.monitoring.Start(watching, metrics.Build{Version: build.Version, Commit: build.Commit, Go: build.Go}, s.Now, log, Listen)
	if err != nil {
		end()
		return log, nil, nil, cli.Failed(err)
	}
	unwatch = func() {
		end()
		if err := monitor.Close(ctx); err != nil {
			log.Warn().Err(err).Msg("what watches this server could not be told all")
		}
	}
	return monitor.Log(log), monitor, unwatch, nil
}

// Check returns what is wrong with the values.
func (s *Options) Check() (err error) {
	if err := s.identity.Check(); err != nil {
		return cli.Failed(err)
	}
	if err := s.certificate.Check(); err != nil {
		return cli.Failed(err)
	}
	if s.Interviews, err = s.due.Rules(); err != nil {
		return err
	}
	if s.AuditMonths < 1 || s.AuditMonths > audit.MaxMonths {
		return errors.New("--audit-months wants 1 to 12 months")
	}
	if err := errors.Join(s.Retention.Check(), s.CheckPolicy()); err != nil {
		return err
	}
	if s.planned, s.warnings, err = sources.Read(s.Options); err != nil {
		return cli.Failed(err)
	}
	return errors.Join(s.LanguageModel.Check(), s.mail.check(s.identity.PublicURL()), s.questions.check(), s.webhooks.check(s.identity.PublicURL()), s.chat.check(s.identity.PublicURL()), s.embed.check(), s.scim.check(), s.monitoring.Check(), s.Log.Check())
}

// Proxy returns how a proxy says who is asking.
func (s *Options) Proxy() (signin.ProxyConfig, error) { return s.identity.Proxy() }

// collectOften keeps a server small, unless the environment sets the garbage collector: most of its heap
// is a graph without pointers, which is cheap to collect, and the garbage of answers soon adds half as
// much again.
func collectOften(getenv func(string) string) {
	if getenv("GOGC") == "" && getenv("GOMEMLIMIT") == "" {
		const percent = 30
		debug.SetGCPercent(percent)
	}
}

// identify returns who is asking.
func (s *Options) identify(ctx context.Context, inst *installation.Installation, server *Server) (identity.Identity, error) {
	kept, err := installation.OpenSignIn(ctx, s.Options, &CircuitBreaker{Durable: inst.Store, failure: &server.followFailure}, server.namer)
	if err != nil {
		return identity.Identity{}, err
	}
	return s.identity.Open(identity.Server{
		People: server.Reader, Revision: server.revisionOf(graph.KindPerson), Namer: server.namer, Store: kept.Store, Buckets: kept.Buckets, Now: s.Now,
	})
}

// sweep deletes what is kept of sessions and tokens that have expired and of people who left, every minute.
func (s *Server) sweep(who identity.Identity, log zerolog.Logger) {
	s.background(func(ctx context.Context) {
		ticker := time.NewTicker(time.Minute)
		defer ticker.Stop()
		for {
			if err := who.Sweep(ctx); err != nil && ctx.Err() == nil {
				log.Error().Err(err).Msg("sessions and tokens that have expired could not be deleted; it is tried again")
			}
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
		}
	})
}

// HTTPHandler serves GraphQL and the pages to the viewers that identify returns.
func HTTPHandler(o *cli.Options, server *Server, log zerolog.Logger, identify signin.Identify, demo *page.DemoConfig) (http.Handler, error) {
	return handlerFor(o, server, log, identity.Of(identify), demo)
}

// handlerFor serves GraphQL and the pages, and signs people in where that is done here.
func handlerFor(o *cli.Options, server *Server, log zerolog.Logger, who identity.Identity, demo *page.DemoConfig) (http.Handler, error) {
	report := func(ctx context.Context, id string, cause error) {
		log.Error().Str("request", request.IDOf(ctx)).Str("report", id).Err(cause).Msg("an answer failed")
	}
	if server.model.Embeds() {
		server.Finder.NearSkills = server.nearSkills(server.model, o, func(err error) { log.Warn().Err(err).Msg("skills are found by their words alone") })
	}
	looks, err := audit.Open(o.AuditPath(), o.AuditMonths, o.Now)
	if err != nil {
		return nil, err
	}
	if err := server.openImpressions(o); err != nil {
		return nil, err
	}
	graphql, err := schema.New(resolve.Config{Finder: server.Finder, Suggest: server.Vocabulary.suggest, Similar: server.Vocabulary.similar, Same: vocabulary.PlanSame, Merge: vocabulary.PlanMerge, Split: vocabulary.PlanSplit, Review: server.Vocabulary.review, LinkNamed: server.linkNamed(log), NewText: resolve.TextNamer(server.namer), Erase: server.erase, Now: o.Now, Mails: server.mails, Recent: server.recent, Interviews: o.Interviews, Audit: looks, Impressions: server.impressions, Sources: Administered(server.sources), Report: report})
	if err != nil {
		return nil, err
	}
	view := signin.ViewOf(who.Identify, server.Gate)
	texts := proposals.New(proposals.Config{Vocabulary: server.Vocabulary.Current, Model: server.model, Background: server.background})
	pages, err := api.Pages(page.Config{Schema: graphql, View: view, ViewOf: server.viewOf, Changed: server.changed, Address: server.address, LinkKey: server.namer.Key(linkPurpose), SignIn: who.SignIn, Tokens: who.Tokens, Demo: demo, Notice: noticeFor(o, demo), Audit: looks, AuditLog: looks, Imports: HrImports(o, server, looks, log), Proposals: texts, Model: noticeOf(server.model), Now: o.Now})
	if err != nil {
		return nil, err
	}
	provisioning, err := server.scim.handler(o, server, who, looks)
	if err != nil {
		return nil, err
	}
	return api.Server(api.ServerConfig{
		SCIM: provisioning, Schema: graphql, View: signin.ViewOf(who.IdentifyProgram, server.Gate), SignIn: who.SignIn, Pages: pages, Address: server.address, Embedders: server.embedders, Chat: server.chat,
		Ready: server.Reasons, Version: cli.BuildOf().Version, Log: log, Metrics: server.monitor.Counts(), Tracing: server.monitor.Traces(), Now: o.Now,
	})
}

// noticeFor returns what people read first; in a demonstration nothing, where everybody chooses who they are.
func noticeFor(o *cli.Options, demo *page.DemoConfig) *page.Notice {
	if demo != nil || !o.Retention.Notice {
		return nil
	}
	return &page.Notice{Contact: o.Retention.Contact}
}

// HrImports are the imports that HR makes on pages.
func HrImports(o *cli.Options, server *Server, looks *audit.Log, log zerolog.Logger) *imports.Imports {
	return imports.New(server.importing, imports.Config{
		Store: server.Store, Namer: server.namer, Journals: o.Journals(), Mappings: o.Mappings(), Uploads: filepath.Join(o.Data, "uploads"),
		Gate: server.Gate, Audit: looks, Log: log, Now: o.Now, Background: server.background, LinkSkills: server.linkSkills, CatchUp: server.CatchUp, Turn: server.wait, Ran: func(kind string, err error) { server.monitor.Counts().ImportRan(kind, err, o.Now()) },
	})
}
