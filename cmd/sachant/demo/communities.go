package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/membership"
)

// How long ago the people of the sample company made their communities, and how long their guests stayed, in days.
const (
	madeBefore  = 300
	guestsStay  = 60
	writtenLast = 290
)

// PopulateCommunities makes the communities of the sample company that no source states, as its people would on their own pages.
func PopulateCommunities(ctx context.Context, o *cli.Options, inst *installation.Installation) error {
	made := o.Now().AddDate(0, 0, -madeBefore)
	gate := access.NewGate(inst.Store, inst.Store)
	gate.Now = func() time.Time { return made }
	for _, one := range fixtures.Communities() {
		if err := populate(ctx, inst, gate, one, made); err != nil {
			return fmt.Errorf("make the community %q: %w", one.Name, err)
		}
	}
	return nil
}

func populate(ctx context.Context, inst *installation.Installation, gate *access.Gate, one fixtures.Community, made time.Time) error {
	key := graph.NodeKey(graph.KindCommunity, graph.Slug(one.Name))
	view := func(mail string) (*access.View, error) {
		person, err := installation.FindPerson(ctx, inst.Store, mail)
		return gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}}), err
	}
	manager, err := view(one.Members[0])
	if err == nil {
		err = membership.Set(ctx, manager, graph.Fact{Key: key, Value: one.Community})
	}
	join := func(mail string, until graph.Date) error {
		member, err := view(mail)
		if err == nil {
			err = membership.Invite(ctx, manager, key, member.Viewer().Person, until)
		}
		if err == nil {
			err = membership.Join(ctx, member, key, "")
		}
		return err
	}
	for _, mail := range one.Members[1:] {
		if err == nil {
			err = join(mail, "")
		}
	}
	if err == nil && one.Guest != "" {
		err = join(one.Guest, graph.DateOf(made.AddDate(0, 0, guestsStay)))
	}
	if err == nil && one.Asking != "" {
		var asking *access.View
		if asking, err = view(one.Asking); err == nil {
			err = membership.Join(ctx, asking, key, "")
		}
	}
	if err == nil && one.Last != "" {
		err = write(ctx, inst, manager.Viewer().Person, key, one.Last, made.AddDate(0, 0, madeBefore-writtenLast))
	}
	return err
}

// write puts a note of somebody into a community.
func write(ctx context.Context, inst *installation.Installation, author, community graph.Key, text string, at time.Time) error {
	key := graph.NodeKey(graph.KindContribution, community.ID()+"/1")
	put := []graph.Fact{{Key: key, Value: graph.Contribution{Type: graph.TypeNote, Title: text, Language: "fr", PublishedAt: at}},
		graph.Edge(author, "", key, "", graph.Authored{}), graph.Edge(key, "", community, "", graph.In{})}
	for i := range put {
		put[i].Origin = string(author)
	}
	_, err := inst.Store.Commit(ctx, graph.Tx{Actor: string(author), Put: put})
	return err
}
