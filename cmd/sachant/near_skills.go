package main

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/model"
	"github.com/sachant/sachant/search/vocabulary"
)

// colleagueSkills returns a reader of the skills that every colleague sees.
func colleagueSkills(gate *access.Gate) func() graph.Reader {
	return func() graph.Reader { return gate.View(access.Colleague()) }
}

// nearSkills are those of a server: labels are read anew in the background, after skills have changed.
func (s *server) nearSkills(client *model.Client, o *options, note func(error)) *vocabulary.NearSkills {
	return &vocabulary.NearSkills{
		From: client, Skills: colleagueSkills(s.gate), Revision: s.revisionOf(graph.KindSkill, graph.KindDeclares), Background: s.background, Note: note, Now: o.Now,
	}
}

// nearSkillsNow are those of a command that answers once: they are read before the first query that wants them.
func (o *options) nearSkillsNow(client *model.Client, gate *access.Gate) *vocabulary.NearSkills {
	return &vocabulary.NearSkills{
		From: client, Skills: colleagueSkills(gate), Now: o.Now,
		Note: func(err error) { o.note("%s; only words were searched\n", o.text(err.Error())) },
	}
}
