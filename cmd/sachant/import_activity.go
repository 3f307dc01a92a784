package main

import (
	"errors"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
)

func newImportActivity(i *importOptions) *cobra.Command {
	var dump, lines, mapping string
	command := &cobra.Command{
		Use:   "activity (--stackexchange DIR | --jsonl FILE)",
		Short: "Import questions, answers, likes and follows",
		Long: `Imports what people do in communities: a Stack Exchange dump (Posts, Users, and Votes
where present), or ActivityStreams 2.0 activities, one JSON object a line.

Authors meet people through --mapping or, with --trust-email, by e-mail. Content of people
nobody knows is kept without author, unless --create-people makes people of them, for where
there is no directory.`,
		Example: `  sachant import activity --jsonl activity.jsonl --trust-email
  sachant import activity --stackexchange dump --create-people`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if (dump == "") == (lines == "") {
				return errors.New("import activity wants one of --stackexchange or --jsonl")
			}
			if err := readable([]string{dump + lines}); err != nil {
				return failed(err)
			}
			source := i.sourceOr(folderName(dump, lines))
			return i.run(command.Context(), source, activityReader(i, source, dump, lines, mapping))
		},
	}
	flags := command.Flags()
	flags.StringVar(&dump, "stackexchange", "", "the `directory` of a Stack Exchange dump")
	flags.StringVar(&lines, "jsonl", "", "a `file` of ActivityStreams 2.0 activities, one a line")
	flags.StringVar(&mapping, "mapping", "", "a CSV `file` that says which account is whose: account;employee number or e-mail")
	flags.BoolVar(&i.trustEmail, "trust-email", false, "let accounts meet people by e-mail")
	flags.BoolVar(&i.createPeople, "create-people", false, "make people of accounts that belong to nobody known")
	return command
}

func activityReader(i *importOptions, source, dump, lines, mapping string) makeReader {
	return func(namer graph.Namer, reader graph.Reader) (ingest.Reader, error) {
		var owners activity.Mapping
		if mapping != "" {
			var err error
			if owners, err = activity.ReadMapping(mapping); err != nil {
				return nil, err
			}
			i.mapped = owners.HasMail()
		}
		if dump != "" {
			return activity.StackExchange{Dir: dump, Source: source, Namer: namer, Mapping: owners}, nil
		}
		return activity.JSONLines{Path: lines, Source: source, Namer: namer, Mapping: owners, TrustEmail: i.trustEmail, Store: reader}, nil
	}
}

// folderName is the name of the folder of a dump, or of a file: files of one system are in one folder,
// and may refer to each other's contributions.
func folderName(dump, file string) string {
	if dump == "" {
		dump = filepath.Dir(file)
	}
	if absolute, err := filepath.Abs(dump); err == nil {
		dump = absolute
	}
	return filepath.Base(dump)
}
