package cli

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sachant/sachant/cmd/sachant/config"
)

// Configure sets the flags of a command that its command line leaves open: from the environment, else from the configuration
// file. It passes over settings for which the command has no flag.
func (o *Options) Configure(command *cobra.Command) (err error) {
	if o.ConfigName != "" && o.configuration == nil {
		if o.configuration, err = config.Open(o.ConfigName); err != nil {
			return Failed(err)
		}
	}
	for _, setting := range config.Settings() {
		flag := command.Flag(setting.Flag)
		if setting.Flag == "" || flag == nil || flag.Changed {
			continue
		}
		if text := o.Getenv(setting.Variable); text != "" {
			texts := []string{text}
			if setting.Several {
				texts = strings.Split(text, ",")
			}
			if err := setFlag(flag, texts); err != nil {
				return fmt.Errorf("%s: %w", setting.Variable, err)
			}
		} else if value, said := o.configuration.Value(setting.Key); said {
			if err := setFlag(flag, value.Texts); err != nil {
				return Failed(o.configuration.Wrong(setting.Key, err))
			}
		}
	}
	return nil
}

// Configuration returns the configuration file; nil where there is none.
func (o *Options) Configuration() *config.File { return o.configuration }

func setFlag(flag *pflag.Flag, texts []string) error {
	if list, isList := flag.Value.(pflag.SliceValue); isList {
		return list.Replace(texts)
	}
	return flag.Value.Set(texts[0])
}

// Neo4jVariable returns what signs in to Neo4j: of the environment, else of the configuration.
func (o *Options) Neo4jVariable(name string) string {
	for _, setting := range config.Settings() {
		if value, said := o.configuration.Value(setting.Key); said && setting.Flag == "" && setting.Variable == name {
			return cmp.Or(o.Getenv(name), value.Texts[0])
		}
	}
	return o.Getenv(name)
}

// InForce returns the value of each setting, as flags, environment and file have it.
func (o *Options) InForce(command *cobra.Command) []config.InForce {
	var all []config.InForce
	for _, setting := range config.Settings() {
		one := config.InForce{Key: setting.Key, Source: "default"}
		flag := command.Flag(setting.Flag)
		if flag == nil {
			one.Values = []string{o.Neo4jVariable(setting.Variable)}
		} else if list, isList := flag.Value.(pflag.SliceValue); isList {
			one.Values, one.IsList = list.GetSlice(), true
		} else {
			one.Values = []string{WithoutPassword(flag.Value.String())}
		}
		value, said := o.configuration.Value(setting.Key)
		switch {
		case flag != nil && flag.Changed:
			one.Source = "--" + setting.Flag
		case o.Getenv(setting.Variable) != "":
			one.Source = setting.Variable
		case said:
			one.Source = fmt.Sprintf("%s:%d", o.configuration.Name, value.Line)
		}
		all = append(all, one)
	}
	return all
}

// WithoutPassword returns an address without the password that it holds.
func WithoutPassword(text string) string {
	if address, err := url.Parse(text); err == nil && address.User != nil {
		return address.Redacted()
	}
	return text
}
