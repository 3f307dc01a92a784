package serving

import (
	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/vocabulary"
)

// nearSkills are those of a server: labels are read anew in the background, after skills have changed.
func (s *Server) nearSkills(client *model.Client, o *cli.Options, note func(error)) *vocabulary.NearSkills {
	return &vocabulary.NearSkills{
		From: client, Skills: installation.ColleagueSkills(s.Gate), Revision: s.revisionOf(graph.KindSkill, graph.KindDeclares), Background: s.background, Note: note, Now: o.Now,
	}
}
