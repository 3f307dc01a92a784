package sources

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/config"
	"github.com/sachant/sachant/cmd/sachant/imports"
	"github.com/sachant/sachant/ingest/schedule"
)

// kinds returns the commands of import that can be sources; true for a command that reads a file given as an argument.
func kinds() map[string]bool {
	return map[string]bool{"directory": false, "activity": false, "taxonomy": false, "interviews": true, "people": true, "openings": true, "units": true}
}

// fileFlags returns the flag by which a kind is given a file of a folder.
func fileFlags() map[string]string {
	return map[string]string{"directory": "ldif", "activity": "jsonl"}
}

// refused returns the flags of an import that a source may not have.
func refused() []string {
	return []string{"source", "dry-run", "confirm-removals", "rejects", "text", "proposals", "person", "allow-column", "allowed-by", "allowed-because", "help"}
}

// Read returns the sources of the configuration, each of which is read whole, with what is wrong in its place. A folder that is not
// there is a warning: it may be mounted later.
func Read(o *cli.Options) (all []schedule.Source, warnings []error, err error) {
	file := o.Configuration()
	for _, each := range file.Sources() {
		source, err := readOne(o, file, each)
		if err != nil {
			return nil, nil, err
		}
		if source.Folder != "" {
			if info, err := os.Stat(source.Folder); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
				warnings = append(warnings, file.WrongAt(each.Values["folder"], fmt.Errorf("there is no folder %s yet", source.Folder)))
			}
		}
		all = append(all, source)
	}
	return all, warnings, nil
}

func readOne(o *cli.Options, file *config.File, from config.Source) (schedule.Source, error) {
	source := schedule.Source{Name: from.Text("name"), Kind: from.Text("kind"), Folder: from.Text("folder"), Options: map[string][]string{},
		MaxRemovals: -1, Timeout: schedule.DefaultTimeout}
	if _, known := kinds()[source.Kind]; !known {
		return source, file.WrongAt(from.Values["kind"], fmt.Errorf("there is no kind of source %q: here may be directory, interviews, activity, people, openings, units, taxonomy", source.Kind))
	}
	values := map[string]func(string) error{
		"schedule":     func(text string) (err error) { source.When, err = schedule.Parse(text); return err },
		"max_removals": func(text string) (err error) { source.MaxRemovals, err = count(text); return err },
		"timeout":      func(text string) (err error) { source.Timeout, err = duration(text); return err },
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value, said := from.Values[name]
		if !said {
			continue
		}
		if err := values[name](value.Texts[0]); err != nil {
			return source, file.WrongAt(value, fmt.Errorf("%s: %w", name, err))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(from.Options)) {
		value := from.Options[name]
		if slices.Contains(refused(), name) {
			return source, file.WrongAt(value, fmt.Errorf("a source cannot have the option %s", strings.ReplaceAll(name, "-", "_")))
		}
		if err := imports.CheckFlag(o, source.Kind, name, value.Texts); err != nil {
			return source, file.WrongAt(value, err)
		}
		source.Options[name] = value.Texts
	}
	if err := complete(source); err != nil {
		return source, file.WrongAt(config.Value{Line: from.Line, Column: from.Column}, err)
	}
	return source, nil
}

func count(text string) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 {
		return 0, fmt.Errorf("%q is no number of people and facts", text)
	}
	return number, nil
}

// longestTimeout is the longest time that a run may take.
const longestTimeout = 24 * time.Hour

func duration(text string) (time.Duration, error) {
	parsed, err := time.ParseDuration(text)
	if err != nil || parsed <= 0 || parsed > longestTimeout {
		return 0, fmt.Errorf("%q is no time up to 24h, such as 30m", text)
	}
	return parsed, nil
}

// complete returns what a source lacks.
func complete(source schedule.Source) error {
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return len(source.Options[name]) > 0 })
	}
	named := has("ldap", "ldif", "jsonl", "stackexchange", "discourse", "slack", "mattermost", "viva", "reviews", "rome") || source.Kind == "activity" && has("csv")
	switch {
	case source.Folder != "" && source.Kind == "taxonomy":
		return errors.New("a taxonomy is read from the folder of its option rome, not from files of a folder")
	case source.Folder != "" && source.When.Text != "":
		return errors.New("the files of a folder are read as they come: leave its schedule out")
	case source.Folder != "" && named:
		return errors.New("a source has a folder, or an option that names what is read, not both")
	case source.Folder == "" && kinds()[source.Kind]:
		return fmt.Errorf("a source of kind %s wants a folder", source.Kind)
	case source.Folder == "" && !named:
		return fmt.Errorf("a source of kind %s wants a folder, or an option that names what is read", source.Kind)
	case source.Folder == "" && source.When.Text == "":
		return errors.New("a source without a folder wants a schedule, such as \"@every 15m\"")
	}
	return nil
}
