package interview

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// profile is a row of a list of posts and the skills that they require: a role of the company's own.
type profile struct {
	where       ingest.Where
	role        graph.Key
	code, label string
	skill       *skill
	requires    graph.Requires
}

// readProfiles reads a list of posts and skills with the levels that are required.
func (r Reader) readProfiles(ctx context.Context, from sheet, reader rowReader, read *content, sink ingest.Sink) {
	rows := from.rows()
	levels := levelsOf(rows)
	r.warnOfScale(from, levels, sink)
	reader.scale = r.reading(levels)
	sink.Read("row", len(rows)+len(from.Faults))
	sink.Drop("comment", filledIn(rows, fieldComment))
	for _, each := range rows {
		if ctx.Err() != nil {
			break
		}
		one, err := reader.profile(each)
		if err != nil {
			reject(sink, each.where, err)
			continue
		}
		read.profiles = append(read.profiles, one)
	}
}

func (r rowReader) profile(from row) (profile, error) {
	words, err := r.skillOf(from)
	if err != nil {
		return profile{}, err
	}
	out := profile{where: from.where, code: from.text(fieldPostCode), label: from.text(fieldPost), skill: r.values.skill(words)}
	id := cmp.Or(graph.Slug(out.code), graph.Slug(out.label))
	if id == "" {
		return profile{}, from.fault(fieldPost, "is empty: the row names no post")
	}
	out.role = graph.NodeKey(graph.KindRole, id)
	level, err := r.scale.read(from.get(fieldRequired))
	if err != nil {
		return profile{}, from.fault(fieldRequired, err.Error())
	}
	if level.level == nil && !level.possessed {
		return profile{}, from.fault(fieldRequired, "is empty: the row says at which level, or Oui, the post requires the skill")
	}
	out.requires = graph.Requires{Level: level.level, Raw: level.raw, Scale: string(level.scale)}
	return out, nil
}

// emitProfiles emits the roles with what they require, and takes back what they no longer do.
func (c content) emitProfiles(ctx context.Context, sink ingest.Sink, skills map[graph.Key]graph.Skill, links skillLinks, stored lookup) error {
	roles := map[graph.Key]graph.Role{}
	for _, each := range c.profiles {
		role := roles[each.role]
		if len(role.PrefLabel) == 0 || role.PrefLabel[0] == graph.Literal(each.code) {
			role.PrefLabel = []graph.Literal{graph.NewLiteral(cmp.Or(each.label, each.code), "")}
		}
		role.Notation = cmp.Or(role.Notation, each.code)
		roles[each.role] = role
	}
	seen := map[graph.Key]int{}
	for _, each := range c.profiles {
		edge := graph.Edge(each.role, "", each.skill.key, "", each.requires)
		if line := seen[edge.Key]; line > 0 {
			sink.Reject(each.where, fmt.Sprintf("repeats line %d: the same post and skill; keep the right row", line))
			continue
		}
		seen[edge.Key] = each.where.Line
		facts := []graph.Fact{{Key: each.role, Value: roles[each.role]}, {Key: each.skill.key, Value: skills[each.skill.slugged]}, edge}
		if err := sink.Emit(ingest.Statement{Where: each.where, Facts: append(facts, links.of(each.skill)...)}); err != nil {
			return err
		}
	}
	return c.takeBackRequirements(ctx, sink, slices.Sorted(maps.Keys(roles)), stored)
}

// takeBackRequirements removes what a former file said that roles require, and this one does not.
func (c content) takeBackRequirements(ctx context.Context, sink ingest.Sink, roles []graph.Key, stored lookup) error {
	if stored.reader == nil || len(roles) == 0 {
		return nil
	}
	edges, err := stored.reader.Edges(ctx, roles, graph.Out, graph.KindRequires)
	if err != nil {
		return fmt.Errorf("read what %d posts require: %w", len(roles), err)
	}
	var out ingest.Statement
	for _, edge := range edges { // one that the run also states stays
		out.Removes = append(out.Removes, ingest.Removal{Key: edge.Key})
	}
	if len(out.Removes) == 0 {
		return nil
	}
	return sink.Emit(out)
}

// listedSkill is a row of a list of skills.
type listedSkill struct {
	where ingest.Where
	skill *skill
}

// readList reads a list of skills: "référentiel", or Lucca's with the columns Nom, Catégorie and Id.
func (r rowReader) readList(ctx context.Context, from sheet, sink ingest.Sink) (listed []listedSkill) {
	rows := from.rows()
	sink.Read("row", len(rows)+len(from.Faults))
	sink.Drop("comment", filledIn(rows, fieldComment))
	for _, each := range rows {
		if ctx.Err() != nil {
			break
		}
		words, err := r.skillOf(each)
		if err != nil {
			reject(sink, each.where, err)
			continue
		}
		listed = append(listed, listedSkill{each.where, r.values.skill(words)})
	}
	return listed
}

func (r rowReader) skillOf(from row) (skillWords, error) {
	if err := from.check(); err != nil {
		return skillWords{}, err
	}
	return readSkill(from)
}
