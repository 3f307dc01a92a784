package imports

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/activity/discourse"
	"github.com/sachant/sachant/ingest/activity/source"
	"github.com/sachant/sachant/ingest/activity/stackexchange"
)

// activityOptions are the flags of an import of activity.
type activityOptions struct {
	*importOptions
	dump, forum, lines, mapping string
	createCommunities           bool
	moderatorsAccept            bool
}

func newImportActivity(i *importOptions) *cobra.Command {
	o := &activityOptions{importOptions: i}
	command := &cobra.Command{
		Use:   "activity (--stackexchange DIR | --discourse DIR | --jsonl FILE)",
		Short: "Import questions, answers, likes and follows",
		Long: `Imports what people do in communities: a Stack Exchange dump (Posts, Users, and Votes
where present), a folder of topics of a Discourse forum as its API gives them, or
ActivityStreams 2.0 activities, one JSON object a line.

Authors meet people through --mapping or, with --trust-email, by e-mail. Content of people
nobody knows is kept without author, unless --create-people makes people of them, for where
there is no directory.

Ids are those of a source. Without --source it is "activity", or the name of the folder
without dates: give each system its own name, and the same name every day.

Private messages are left out. What refers to a group that no line describes, or whose line is
rejected, is held back and counted, for the group may be secret; it is taken once the group can
be read. A secret group is opened only by a newer description that says "secret": false.`,
		Example: `  sachant import activity --jsonl activity.jsonl --trust-email
  sachant import activity --stackexchange dump --create-people`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if cli.Given(o.dump, o.forum, o.lines) != 1 {
				return errors.New("import activity wants one of --stackexchange, --discourse or --jsonl")
			}
			if err := cli.Readable([]string{o.dump + o.forum + o.lines}); err != nil {
				return cli.Failed(err)
			}
			source := o.sourceOr(defaultActivitySource)
			if folder := o.dump + o.forum; folder != "" && o.source == "" {
				if source = dumpSource(folder); source == "" {
					return fmt.Errorf("the folder %s is named by a date only: give a name of the community with --source", folder)
				}
			}
			return o.run(command.Context(), source, o.reader(source))
		},
	}
	flags := command.Flags()
	flags.StringVar(&o.dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&o.forum, "discourse", "", "the `directory` of topics of a Discourse forum, in JSON")
	flags.StringVar(&o.lines, "jsonl", "", "a `file` of ActivityStreams 2.0 activities, one a line")
	flags.StringVar(&o.mapping, "mapping", "", "a CSV `file` that says which account is whose: account;employee number or e-mail")
	flags.BoolVar(&i.trustEmail, "trust-email", false, "let accounts meet people by e-mail")
	flags.BoolVar(&i.createPeople, "create-people", false, "make people of accounts that belong to nobody known")
	flags.BoolVar(&o.createCommunities, "create-communities", false, "make open communities of groups that lines only refer to")
	flags.BoolVar(&o.moderatorsAccept, "moderators-accept", false, "let others than who asked accept an answer, but nobody their own")
	return command
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
		if o.dump != "" {
			return stackexchange.Reader{Dir: o.dump, Source: name, Namer: namer, Mapping: owners, Store: reader}, nil
		}
		if o.forum != "" {
			return discourse.Reader{Dir: o.forum, Source: name, Namer: namer, Mapping: owners, Store: reader}, nil
		}
		return activity.JSONLines{
			Path: o.lines, Source: name, Namer: namer, Mapping: owners, TrustEmail: o.trustEmail, Store: reader,
			CreateCommunities: o.createCommunities, ModeratorsAccept: o.moderatorsAccept,
		}, nil
	}
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
