package cli

import (
	"runtime/debug"
)

// Build says which Sachant this is.
type Build struct {
	Version string `json:"version"`
	// Commit and Date are those of the source; empty where it was built without them.
	Commit string `json:"commit,omitempty"`
	Date   string `json:"date,omitempty"`
	// Changed says that the source was not as committed.
	Changed bool   `json:"changed,omitempty"`
	Go      string `json:"go"`
}

// BuildOf returns which Sachant this is, as the compiler noted it.
func BuildOf() Build {
	made := Build{Version: "development"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return made
	}
	made.Go = info.GoVersion
	if info.Main.Version != "" && info.Main.Version != "(devel)" {
		made.Version = info.Main.Version
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			made.Commit = setting.Value
		case "vcs.time":
			made.Date = setting.Value
		case "vcs.modified":
			made.Changed = setting.Value == "true"
		}
	}
	return made
}
