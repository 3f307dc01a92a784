package installation

import (
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/vocabulary"
)

// ColleagueSkills returns a reader of the skills that every colleague sees.
func ColleagueSkills(gate *access.Gate) func() graph.Reader {
	return func() graph.Reader { return gate.View(access.Colleague()) }
}

// NearSkillsNow are those of a command that answers once: they are read before the first query that wants them.
func NearSkillsNow(o *cli.Options, client *model.Client, gate *access.Gate) *vocabulary.NearSkills {
	return &vocabulary.NearSkills{
		From: client, Skills: ColleagueSkills(gate), Now: o.Now,
		Note: func(err error) { o.Note("%s; only words were searched\n", o.Text(err.Error())) },
	}
}
