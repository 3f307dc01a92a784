package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
)

// options are the flags of every command.
type options struct {
	environment
	data            string
	installationKey string
	json            bool
	language        string
	store           string
	patience        time.Duration // how long a command tries to reach Neo4j; 0 is its own default
	catalog         *catalog.Catalog
	misused         error // what is wrong with a command line that asks for help
	tradeWords      bool  // whether the list that Sachant ships is searched
	interviews      due.Rules
	languageModel   modelOptions
	policy          access.Policy
	auditMonths     int // how long it is kept; 0 is as long as may be
	configName      string
	configuration   *config.File // nil where there is none
}

// newOptions finds the language first: help and errors of flags are in it too.
func newOptions(args []string, env environment) (*options, error) {
	o := &options{environment: env, language: defaultLanguage(env), tradeWords: true}
	var err error
	for i, arg := range args {
		if value, given := strings.CutPrefix(arg, "--language="); given {
			o.language = value
		} else if arg == "--language" && i+1 < len(args) {
			o.language = args[i+1]
		}
	}
	if o.language = strings.ToLower(o.language); o.language != "fr" && o.language != "en" {
		err = fmt.Errorf("--language: there is no language %q: say fr or en", o.language)
		o.language = defaultLanguage(env)
	}
	made, failed := catalog.New(o.language)
	o.catalog = made
	return o, cmp.Or(err, failed)
}

// text returns a message in the language of the user.
func (o *options) text(message string) string { return o.catalog.Text(message) }

func newRoot(o *options) *cobra.Command {
	env := o.environment
	root := &cobra.Command{
		Use:   "sachant",
		Short: "Find who knows, and why we think so",
		Long: `Sachant keeps a company's people, skills, communities and contributions as one
graph, and finds experts in it, each with the reasons for their rank.

  sachant demo                                     a sample company, to look at
  sachant import directory --ldif people.ldif      your people
  sachant import interviews long.csv               what they declare in interviews
  sachant import activity --jsonl activity.jsonl   what they answer, like and follow
  sachant find "contrats fournisseurs"             who knows, and why
  sachant serve --help                             pages and GraphQL for everybody

Exit status: 0 done, 1 nothing done, 2 wrong use, 3 applied with something rejected or held back.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(command *cobra.Command, _ []string) error { return command.Help() },
		PersistentPreRunE: func(command *cobra.Command, _ []string) error {
			o.language = strings.ToLower(o.language)
			return o.configure(command)
		},
	}
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&o.configName, "config", env.Getenv("SACHANT_CONFIG"), "the configuration `file` (sachant config --help)")
	flags.StringVar(&o.data, "data", defaultData(env), "the `directory` where everything is kept")
	flags.StringVar(&o.installationKey, "installation-key", "", "the installation's key in `hex`, for a new data directory; ids made with the same key are the same")
	flags.StringVar(&o.store, "store", env.Getenv("SACHANT_STORE"), "a Neo4j server, `neo4j://host:7687`, that keeps the graph instead of a file (sign in by NEO4J_USERNAME and NEO4J_PASSWORD, or NEO4J_BEARER_TOKEN)")
	flags.BoolVar(&o.json, "json", false, "print for machines")
	flags.BoolVar(&o.tradeWords, "trade-words", true, "search words of the trades also by their translations and abbreviations, from the list that Sachant ships (search/thesaurus/trades.txt)")
	o.languageModel.flags(flags, env.Getenv)
	flags.StringVar(&o.language, "language", o.language, "the `language`: fr or en")
	serve := &serveOptions{options: o}
	root.AddCommand(newDemo(o), newServe(serve), newConfig(serve), newImport(o), newFind(o), newMatch(o), newExpire(o), newExport(o), newStats(o), newMigrate(o), newGenerate(o), newEval(o), newVersion(o))
	root.AddCommand(newSkills(o), newInterviews(o), newAudit(o), newCheck(o), newBackup(o), newRestore(o), newReindex(o))
	refuseUnknownTopics(root)
	o.translate(root)
	o.refuseHelpOfUnknown(root)
	return root
}

// defaultData follows the XDG base directories.
func defaultData(env environment) string {
	if dir := env.Getenv("SACHANT_DATA"); dir != "" {
		return dir
	}
	if dir := env.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "sachant")
	}
	return filepath.Join(env.Getenv("HOME"), ".local", "share", "sachant")
}

func defaultLanguage(env environment) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := env.Getenv(name); value != "" {
			if strings.HasPrefix(value, "fr") {
				return "fr"
			}
			return "en"
		}
	}
	return "en"
}

// print writes one JSON value on a line.
func (o *options) print(value any) error {
	encoder := json.NewEncoder(o.Stdout)
	encoder.SetEscapeHTML(false)
	return failed(encoder.Encode(value))
}

func (o *options) say(format string, args ...any) {
	_, _ = io.WriteString(o.Stdout, printable(o.catalog.Sprintf(format, args...)))
}

// note prints to standard error, for people: it never mixes with the output of a command.
func (o *options) note(format string, args ...any) {
	_, _ = io.WriteString(o.Stderr, printable(o.catalog.Sprintf(format, args...)))
}

// printable returns a text without what would command a terminal or turn the direction of what follows.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}
