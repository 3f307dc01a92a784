package imports

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/activity/mattermost"
	"github.com/sachant/sachant/ingest/activity/message"
	"github.com/sachant/sachant/ingest/activity/review"
	"github.com/sachant/sachant/ingest/activity/slack"
	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
	"github.com/sachant/sachant/ingest/activity/tabular"
	"github.com/sachant/sachant/ingest/table"
)

// activityOptions are the flags of an import of activity.
type activityOptions struct {
	*importOptions
	dump, forum, lines, slack, mattermost, viva, csv, reviews, mapping string

	sheet             string
	maps              []string
	columns           table.Mapping
	createCommunities bool
	moderatorsAccept  bool
}

func newImportActivity(i *importOptions) *cobra.Command {
	o := &activityOptions{importOptions: i}
	command := &cobra.Command{
		Use:   "activity (--stackexchange DIR | --discourse DIR|URL | --slack FILE | --mattermost FILE | --viva FILE | --csv FILE | --reviews FILE | --jsonl FILE)",
		Short: "Import questions, answers, messages, likes and follows",
		Long: `Imports what people do in communities: a Stack Exchange dump (Posts, and Users, Votes,
Comments and Tags where present), a folder of topics of a Discourse forum as its API gives them, exports of
Slack, Mattermost and Viva Engage, a list of contributions as CSV or XLSX, counts of reviews in
GitLab or GitHub, or ActivityStreams 2.0 activities, one JSON object a line. docs/activity.md
says what is read of each.

Authors meet people through --mapping or, with --trust-email, by e-mail. Content of people
nobody knows is kept without author, unless --create-people makes people of them, for where
there is no directory.

Ids are those of a source. Without --source it is "activity", the name of the folder without
dates, or the kind of the export: give each system its own name, and the same name every day.

Private messages and private channels are left out. What refers to a group that no line
describes, or whose line is rejected, is held back and counted, for the group may be secret; it
is taken once the group can be read. A secret group is opened only by a newer description that
says "secret": false.`,
		Example: `  sachant import activity --jsonl activity.jsonl --trust-email
  sachant import activity --slack export.zip --trust-email
  sachant import activity --csv forum.csv --map "Rédacteur=author" --dry-run
  sachant import activity --stackexchange dump --create-people`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if cli.Given(o.paths()...) != 1 {
				return errors.New("import activity wants one of --stackexchange, --discourse, --slack, --mattermost, --viva, --csv, --reviews or --jsonl")
			}
			if path := strings.Join(o.paths(), ""); !isAddress(path) {
				if err := cli.Readable([]string{path}); err != nil {
					return cli.Failed(err)
				}
			}
			source, err := o.sourceOfActivity()
			if err != nil {
				return err
			}
			if err := o.mapColumns(source); err != nil {
				return err
			}
			return o.run(command.Context(), source, o.reader(source))
		},
	}
	o.flags(command)
	return command
}

func (o *activityOptions) flags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&o.dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&o.forum, "discourse", "", "the `directory` of topics of a Discourse forum in JSON, or its https:// address, with an API key in SACHANT_DISCOURSE_KEY")
	flags.StringVar(&o.slack, "slack", "", "an export of Slack: the zip `file`, or the folder that it unpacks to")
	flags.StringVar(&o.mattermost, "mattermost", "", "a bulk export of Mattermost: the `file` of JSON lines, or the zip that holds it")
	flags.StringVar(&o.viva, "viva", "", "an export of Viva Engage: the `file` Messages.csv, or the folder that holds it")
	flags.StringVar(&o.csv, "csv", "", "a `file` of contributions, CSV or XLSX, a row each")
	flags.StringVar(&o.reviews, "reviews", "", "a `file` of counts of reviews by person, topic and month, one JSON object a line")
	flags.StringVar(&o.lines, "jsonl", "", "a `file` of ActivityStreams 2.0 activities, one a line")
	flags.StringVar(&o.mapping, "mapping", "", "a CSV `file` that says which account is whose: account;employee number or e-mail")
	flags.StringVar(&o.sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	flags.StringArrayVar(&o.maps, "map", nil, "what a column of --csv holds, as `HEADER=FIELD`, such as \"Rédacteur=author\"; ignore leaves one out (repeatable)")
	flags.BoolVar(&o.trustEmail, "trust-email", false, "let accounts meet people by e-mail")
	flags.BoolVar(&o.createPeople, "create-people", false, "make people of accounts that belong to nobody known")
	flags.BoolVar(&o.createCommunities, "create-communities", false, "make open communities of groups that lines only refer to")
	flags.BoolVar(&o.moderatorsAccept, "moderators-accept", false, "let others than who asked accept an answer, but nobody their own")
}

// paths are what is to be imported, of which one is given.
func (o *activityOptions) paths() []string {
	return []string{o.dump, o.forum, o.slack, o.mattermost, o.viva, o.csv, o.reviews, o.lines}
}

// sourceOfActivity returns the name of the source: as given, else of the folder of a community, else of the kind of export.
func (o *activityOptions) sourceOfActivity() (string, error) {
	if at, err := url.Parse(o.forum); err == nil && isAddress(o.forum) {
		return o.sourceOr(at.Hostname()), nil
	}
	if folder := o.dump + o.forum; folder != "" && o.source == "" {
		name := dumpSource(folder)
		if name == "" {
			return "", fmt.Errorf("the folder %s is named by a date only: give a name of the community with --source", folder)
		}
		return name, nil
	}
	kind := defaultActivitySource
	for name, path := range map[string]string{"slack": o.slack, "mattermost": o.mattermost, "viva": o.viva, "contributions": o.csv, "reviews": o.reviews} {
		if path != "" {
			kind = name
		}
	}
	return o.sourceOr(kind), nil
}

// mapColumns reads what the columns of a list hold, and keeps it for the next import of the source.
func (o *activityOptions) mapColumns(source string) error {
	mapping, err := table.ParseMapping(o.maps, tabular.Columns())
	if err != nil {
		return fmt.Errorf("--map: %w", err)
	}
	if o.csv == "" {
		return nil
	}
	kept, err := o.Mappings().Read(source)
	if err != nil {
		return cli.Failed(err)
	}
	o.columns = mapping.Over(kept)
	o.after = func(report ingest.Report) error { return o.keepMapping(source, o.columns, report) }
	return nil
}

func (o *activityOptions) reader(name string) makeReader {
	return func(namer graph.Namer, reader graph.Reader) (ingest.Reader, error) {
		var owners source.Mapping
		if o.mapping != "" {
			var err error
			if owners, err = source.ReadMapping(o.mapping); err != nil {
				return nil, err
			}
			o.mapped = owners.HasMail()
		}
		shared := message.Options{Source: name, Namer: namer, Mapping: owners, TrustEmail: o.trustEmail, Store: reader}
		switch {
		case o.dump != "":
			return stackexchange.Reader{Dir: o.dump, Source: name, Namer: namer, Mapping: owners, Store: reader, All: true}, nil
		case o.forum != "":
			return o.forumReader(discourse.Reader{Source: name, Namer: namer, Mapping: owners, Store: reader}), nil
		case o.slack != "":
			return slack.Reader{Path: o.slack, Options: shared}, nil
		case o.mattermost != "":
			return mattermost.Reader{Path: o.mattermost, Options: shared}, nil
		case o.viva != "":
			return tabular.Viva{Path: o.viva, Options: shared}, nil
		case o.csv != "":
			return tabular.List{Path: o.csv, Sheet: o.sheet, Mapping: o.columns, Options: shared, Understood: o.details.understood}, nil
		case o.reviews != "":
			return review.Reader{Path: o.reviews, Options: shared}, nil
		}
		return activity.JSONLines{
			Path: o.lines, Source: name, Namer: namer, Mapping: owners, TrustEmail: o.trustEmail, Store: reader,
			CreateCommunities: o.createCommunities, ModeratorsAccept: o.moderatorsAccept,
		}, nil
	}
}

// The environment variables that hold the API key of a forum, which would be seen on a command line, and whose key it is.
const (
	forumKey  = "SACHANT_DISCOURSE_KEY"
	forumUser = "SACHANT_DISCOURSE_USER"
)

// forumReader completes the reader of a forum with its folder or its server.
func (o *activityOptions) forumReader(reader discourse.Reader) discourse.Reader {
	if isAddress(o.forum) {
		reader.Server = discourse.Server{URL: o.forum, Key: o.Getenv(forumKey), User: cmp.Or(o.Getenv(forumUser), "system"), Now: o.Now}
	} else {
		reader.Dir = o.forum
	}
	return reader
}

// isAddress reports whether something is read over the network.
func isAddress(path string) bool {
	return strings.HasPrefix(path, "https://") || strings.HasPrefix(path, "http://")
}

// defaultActivitySource is the source of activity lines: a name that depends on no file or folder, since these change
// from day to day.
const defaultActivitySource = "activity"

// dumpSource is the name of a dump's folder without the dates in it, "" where nothing else is left. A dump is one
// community, and it is called by this name.
func dumpSource(dir string) string {
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	name := datePattern.ReplaceAllString(filepath.Base(dir), "")
	return strings.Trim(name, " .-_")
}

// datePattern matches dates, such as 2026-01-14, 20260114, 14.01.2026 and 2026, with a time or without.
var datePattern = regexp.MustCompile(`\d{1,2}[-_.]\d{1,2}[-_.](19|20)\d\d|(19|20)\d\d([-_.]?\d\d){0,2}([-_.T ]?\d\d){0,3}Z?`)
