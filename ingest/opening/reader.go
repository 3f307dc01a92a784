// Package opening reads the openings of a company: the list of its "bourse de l'emploi" as CSV or XLSX, and postings as
// JSON-LD, of the type JobPosting of schema.org. A row is an opening, by its reference:
//
//	Référence;Intitulé;Code emploi;Code ROME;Entité;Site;Type de contrat;Date limite;Contact RH;Compétences requises
//
// with the skills in one cell, "Soudage TIG : 3 | Lecture de plans", or in rows of their own that repeat the reference, with
// the columns Compétence, Niveau requis and Importance. A file says all that an opening demands: what a former file
// said and this one does not is taken back. Openings that are not in the file stay as they are.
//
// Roles are found among those that are known, by the company's own code or label, or by a ROME code; skills by their
// labels.
package opening

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/table"
)

// Reader reads one file of openings.
type Reader struct {
	Path string
	// Sheet names the sheet of a workbook; where empty, it is the first that holds something.
	Sheet   string
	Mapping table.Mapping
	// Scale is that of the levels.
	Scale interview.Scale
	// Namer makes the ids of units and sites whose names cannot be spelled.
	Namer graph.Namer
	// Store is what the import goes into: roles and skills are found there; nil where there are none.
	Store graph.Reader
	// Understood receives how a table is understood, before its rows are read; it may be nil.
	Understood func(table.Understanding)
}

// posting is an opening as a file describes it.
type posting struct {
	where ingest.Where
	graph.Opening
	roleCode, role, rome string
	unit, site           string
	demands              []demand
}

// demand is a skill that a posting demands.
type demand struct {
	where ingest.Where
	label string
	graph.Demands
}

func (p *posting) key() graph.Key { return graph.NodeKey(graph.KindOpening, graph.Slug(p.Reference)) }

// postings are those of a file, by reference.
type postings struct {
	sink  ingest.Sink
	all   []*posting
	byKey map[graph.Key]*posting
}

// Read implements [ingest.Reader].
func (r Reader) Read(ctx context.Context, sink ingest.Sink) error {
	known, err := readKnown(ctx, r.Store)
	if err != nil {
		return err
	}
	read := &postings{sink: sink, byKey: map[graph.Key]*posting{}}
	isJSON, err := beginsAsJSON(r.Path)
	if err == nil {
		if isJSON {
			err = r.readJSON(ctx, read)
		} else {
			r.readTable(ctx, read)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		sink.Reject(ingest.Where{File: r.Path}, err.Error())
		return nil
	}
	return r.emit(ctx, read, known)
}

// beginsAsJSON reports whether the first character of a file opens an object or a list.
func beginsAsJSON(path string) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("cannot be read: %w", err)
	}
	defer file.Close()
	top := make([]byte, 256)
	n, _ := file.Read(top)
	top = bytes.TrimLeft(bytes.TrimPrefix(top[:n], []byte("\xEF\xBB\xBF")), " \t\r\n")
	return len(top) > 0 && (top[0] == '{' || top[0] == '['), nil
}

// add adds what a record says of an opening. Of one that several records describe, the first counts; the others add skills.
func (p *postings) add(one posting) {
	switch before := p.byKey[one.key()]; {
	case one.Reference == "" || graph.Slug(one.Reference) == "":
		p.sink.Reject(one.where, "the opening has no reference of letters or digits")
	case before == nil && one.Title == "":
		p.sink.Reject(one.where, "the opening has no title")
	case before == nil:
		p.byKey[one.key()] = &one
		p.all = append(p.all, &one)
	case before.Reference != one.Reference || one.Title != "" && one.Title != before.Title:
		p.sink.Reject(one.where, fmt.Sprintf("the reference %q is already that of line %d: %s", one.Reference, before.where.Line, before.Title))
	case len(one.demands) == 0:
		p.sink.Reject(one.where, fmt.Sprintf("repeats line %d: the same opening, and no further skill", before.where.Line))
	default:
		before.demands = append(before.demands, one.demands...)
	}
}

// known are the roles and skills that openings may name.
type known struct {
	reader        graph.Reader
	roles, skills map[string]graph.Key // by slugs of codes and labels
}

func readKnown(ctx context.Context, store graph.Reader) (known, error) {
	out := known{store, map[string]graph.Key{}, map[string]graph.Key{}}
	if store == nil {
		return out, nil
	}
	_, err := store.Scan(ctx, graph.Brief, func(fact graph.Fact) error {
		switch value := fact.Value.(type) {
		case graph.Role:
			out.addRole(fact.Key, value)
		case graph.Skill:
			for _, label := range append([]string{value.PrefLabel, value.Notation}, value.AltLabel...) {
				out.skills[graph.Slug(label)] = cmp.Or(out.skills[graph.Slug(label)], fact.Key)
			}
		}
		return nil
	}, graph.KindRole, graph.KindSkill)
	delete(out.roles, "")
	delete(out.skills, "")
	if err != nil {
		return known{}, fmt.Errorf("read the roles and skills: %w", err)
	}
	return out, nil
}

// addRole indexes a role: the company's own by code and label, those of vocabularies by code.
func (k known) addRole(key graph.Key, role graph.Role) {
	code := graph.Slug(role.Notation)
	if role.InScheme != "" {
		k.roles[code] = cmp.Or(k.roles[code], key)
		return
	}
	k.roles[code] = key
	for _, label := range role.Labels().All() {
		k.roles[graph.Slug(label.Text())] = key
	}
}

// role returns the role of a posting: by its code, its label, its ROME code, its title.
func (k known) role(p *posting) graph.Key {
	for _, name := range []string{p.roleCode, p.role, p.rome, p.Title} {
		if role := k.roles[graph.Slug(name)]; role != "" {
			return role
		}
	}
	return ""
}

// maxUnknown is how many roles that are not known are named.
const maxUnknown = 30

// emit emits the openings, and takes back what a former file said and this one does not.
func (r Reader) emit(ctx context.Context, read *postings, known known) error {
	unknown := map[string]bool{}
	for i, one := range read.all {
		if err := ctx.Err(); err != nil {
			return err
		}
		read.sink.Progress(int64(i), int64(len(read.all)))
		role := known.role(one)
		if name := cmp.Or(one.roleCode, one.role, one.rome); role == "" && name != "" {
			unknown[name] = true
		}
		if err := read.sink.Emit(r.statement(one, role, known, read.sink)); err != nil {
			return err
		}
	}
	if names := slices.Sorted(maps.Keys(unknown)); len(names) > 0 {
		if more := len(names) - maxUnknown; more > 0 {
			names = append(names[:maxUnknown], fmt.Sprintf("... (%d)", more))
		}
		read.sink.Warn(fmt.Sprintf("no role is known by the code or label %s: the openings were imported without it", strings.Join(names, ", ")))
	}
	return known.takeBack(ctx, read)
}

func (r Reader) statement(one *posting, role graph.Key, known known, sink ingest.Sink) ingest.Statement {
	key := one.key()
	out := ingest.Statement{Where: one.where, Facts: []graph.Fact{{Key: key, Value: one.Opening}}}
	if role != "" {
		out.Facts = append(out.Facts, graph.Edge(key, "", role, "", graph.OfferedAs{}))
	}
	if one.unit != "" {
		unit := graph.Node(table.ID(r.Namer, graph.KindUnit, one.unit), "", graph.Unit{Name: one.unit})
		out.Facts = append(out.Facts, unit, graph.Edge(key, "", unit.Key, "", graph.OfferedIn{}))
	}
	if one.site != "" {
		site := graph.Node(table.ID(r.Namer, graph.KindSite, one.site), "", graph.Site{Name: one.site})
		out.Facts = append(out.Facts, site, graph.Edge(key, "", site.Key, "", graph.OfferedAt{}))
	}
	said := map[string]bool{}
	for _, each := range one.demands {
		slug := graph.Slug(each.label)
		if slug == "" || said[slug] {
			sink.Reject(each.where, fmt.Sprintf("the skill %q is demanded twice, or has no letter or digit", each.label))
			continue
		}
		said[slug] = true
		skill := known.skills[slug]
		if skill == "" {
			skill = ingest.Reference(graph.KindSkill, "label", each.label)
			out.Facts = append(out.Facts, graph.Fact{Key: skill, Value: graph.Skill{PrefLabel: each.label}})
		}
		out.Facts = append(out.Facts, graph.Edge(key, "", skill, "", each.Demands))
	}
	return out
}

// takeBack removes what a former file said of the openings. What the run also states stays.
func (k known) takeBack(ctx context.Context, read *postings) error {
	if k.reader == nil || len(read.all) == 0 {
		return nil
	}
	openings := slices.Sorted(maps.Keys(read.byKey))
	edges, err := k.reader.Edges(ctx, openings, graph.Out, graph.KindOfferedAs, graph.KindOfferedIn, graph.KindOfferedAt, graph.KindDemands)
	if err != nil {
		return fmt.Errorf("read what the openings demand: %w", err)
	}
	var out ingest.Statement
	for _, edge := range edges {
		out.Removes = append(out.Removes, ingest.Removal{Key: edge.Key})
	}
	if len(out.Removes) == 0 {
		return nil
	}
	return read.sink.Emit(out)
}
