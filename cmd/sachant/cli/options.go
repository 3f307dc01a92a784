package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/sachant/sachant/api/catalog"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/due"
)

// Options are the flags of every command.
type Options struct {
	Environment
	Data            string
	InstallationKey string
	JSON            bool
	Language        string
	Store           string
	Patience        time.Duration // how long a command tries to reach Neo4j; 0 is its own default
	Catalog         *catalog.Catalog
	Log             LogOptions
	Misused         error // what is wrong with a command line that asks for help
	TradeWords      bool  // whether the list that Sachant ships is searched
	Interviews      due.Rules
	LanguageModel   ModelOptions
	Policy          access.Policy
	AuditMonths     int // how long it is kept; 0 is as long as may be
	Retention       Retention
	ConfigName      string
	configuration   *config.File // nil where there is none
}

// NewOptions finds the language first: help and errors of flags are in it too.
func NewOptions(args []string, env Environment) (*Options, error) {
	o := &Options{Environment: env, Language: defaultLanguage(env), TradeWords: true}
	var err error
	for i, arg := range args {
		if value, given := strings.CutPrefix(arg, "--language="); given {
			o.Language = value
		} else if arg == "--language" && i+1 < len(args) {
			o.Language = args[i+1]
		}
	}
	if o.Language = strings.ToLower(o.Language); o.Language != "fr" && o.Language != "en" {
		err = fmt.Errorf("--language: there is no language %q: say fr or en", o.Language)
		o.Language = defaultLanguage(env)
	}
	made, failed := catalog.New(o.Language)
	o.Catalog = made
	return o, cmp.Or(err, failed)
}

// For returns the options for a command of somebody else, in their environment and language.
func (o *Options) For(env Environment, language string, json bool) (*Options, error) {
	made, err := catalog.New(language)
	if err != nil {
		return nil, err
	}
	own := *o
	own.Environment, own.Language, own.Catalog, own.JSON = env, language, made, json
	return &own, nil
}

// Text returns a message in the language of the user.
func (o *Options) Text(message string) string { return o.Catalog.Text(message) }

// defaultData follows the XDG base directories.
func defaultData(env Environment) string {
	if dir := env.Getenv("SACHANT_DATA"); dir != "" {
		return dir
	}
	if dir := env.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "sachant")
	}
	return filepath.Join(env.Getenv("HOME"), ".local", "share", "sachant")
}

func defaultLanguage(env Environment) string {
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

// Print writes one JSON value on a line.
func (o *Options) Print(value any) error {
	encoder := json.NewEncoder(o.Stdout)
	encoder.SetEscapeHTML(false)
	return Failed(encoder.Encode(value))
}

// Say prints a message to standard output in the language of the user.
func (o *Options) Say(format string, args ...any) {
	_, _ = io.WriteString(o.Stdout, Printable(o.Catalog.Sprintf(format, args...)))
}

// Note prints to standard error, for people: it never mixes with the output of a command.
func (o *Options) Note(format string, args ...any) {
	_, _ = io.WriteString(o.Stderr, Printable(o.Catalog.Sprintf(format, args...)))
}

// Printable returns a text without what would command a terminal or turn the direction of what follows.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

// Flags adds the flags of every command.
func (o *Options) Flags(flags *pflag.FlagSet) {
	env := o.Environment
	flags.StringVar(&o.ConfigName, "config", env.Getenv("SACHANT_CONFIG"), "the configuration `file` (sachant config --help)")
	flags.StringVar(&o.Data, "data", defaultData(env), "the `directory` where everything is kept")
	flags.StringVar(&o.InstallationKey, "installation-key", "", "the installation's key in `hex`, for a new data directory; ids made with the same key are the same")
	flags.StringVar(&o.Store, "store", "", "a Neo4j server, `neo4j://host:7687`, that keeps the graph instead of a file (sign in by NEO4J_USERNAME and NEO4J_PASSWORD, or NEO4J_BEARER_TOKEN)")
	flags.BoolVar(&o.JSON, "json", false, "print for machines")
	flags.BoolVar(&o.TradeWords, "trade-words", true, "search words of the trades also by their translations and abbreviations, from the list that Sachant ships (search/thesaurus/trades.txt)")
	o.LanguageModel.flags(flags)
	flags.StringVar(&o.Language, "language", o.Language, "the `language`: fr or en")
}
