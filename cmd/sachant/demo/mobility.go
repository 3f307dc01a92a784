package demo

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/cmd/sachant/installation"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/mobility"
	"github.com/sachant/sachant/ingest/opening"
)

// textOfMoves names the text that the people of the sample company agreed to.
const textOfMoves = "2026-1"

// PopulateMobility imports the openings of the sample company, and sets what its people agreed to, wish and declare, as they would on
// their own pages.
func PopulateMobility(ctx context.Context, o *cli.Options, inst *installation.Installation, dir string) error {
	reader := opening.Reader{Path: filepath.Join(dir, fixtures.Openings), Namer: inst.Namer, Store: inst.Store}
	if err := ImportSteps(ctx, o, inst, []Step{{"openings", reader, false}}); err != nil {
		return err
	}
	moves, err := fixtures.Moves()
	if err != nil {
		return err
	}
	gate := access.NewGate(inst.Store, inst.Store)
	for _, one := range moves {
		person, err := installation.FindPerson(ctx, inst.Store, one.Mail)
		if err != nil {
			return fmt.Errorf("the sample company has nobody with %s: %w", one.Mail, err)
		}
		view := gate.View(access.Viewer{Person: person, Roles: []access.Role{access.Employee}})
		wish := graph.Wish{Jobs: one.Jobs, Places: one.Places, Horizon: one.Horizon, Mentoring: one.Mentoring}
		consent := graph.Consents{On: graph.DateOf(o.Now()), TextVersion: textOfMoves}
		if err := mobility.SetMobility(ctx, view, one.Moves, consent, wish); err != nil {
			return fmt.Errorf("set the mobility of %s: %w", one.Mail, err)
		}
		for _, skill := range one.Skills {
			if err := declareSkill(ctx, view, skill, consent.On); err != nil {
				return fmt.Errorf("declare %q of %s: %w", skill, one.Mail, err)
			}
		}
	}
	return nil
}

// declareSkill declares a skill of the viewer's, given as a code and a level, for colleagues to see.
func declareSkill(ctx context.Context, view *access.View, text string, on graph.Date) error {
	code, number, _ := strings.Cut(text, " : ")
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return err
	}
	level := graph.Level(value)
	skill := graph.NodeKey(graph.KindSkill, graph.Slug(code))
	edge := graph.Edge(view.Viewer().Person, access.DeclaredBySelf, skill, "", graph.Declares{Held: &level, On: on, Published: true})
	_, err = view.Commit(ctx, graph.Tx{Put: []graph.Fact{edge}})
	return err
}
