package taxonomy

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// ESCO reads folders of ESCO of the European Commission, one or more languages and versions.
type ESCO struct {
	Dirs  []string
	Store graph.Reader
}

// SchemeESCO is the id of its scheme, and the name of its source.
const SchemeESCO = "esco"

var escoVersion = regexp.MustCompile(`(\d+\.\d+(?:\.\d+)?)`)

// Read implements [ingest.Reader].
func (e ESCO) Read(ctx context.Context, sink ingest.Sink) error {
	esco := &esco{collected: newCollected(SchemeESCO, graph.Scheme{}), official: map[graph.Kind]bool{}}
	missing := esco.layouts("")
	for _, dir := range e.Dirs {
		lacks, err := esco.readFolder(ctx, dir, sink)
		if err != nil {
			return err
		}
		missing = slices.DeleteFunc(missing, func(one layout) bool {
			return !slices.ContainsFunc(lacks, func(other layout) bool { return one.name == other.name })
		})
	}
	var names []string
	for _, dir := range e.Dirs {
		names = append(names, filepath.Base(dir))
	}
	warnMissing(strings.Join(names, ", "), missing, sink)
	esco.finish(missing)
	sink.Read("skill", esco.count(graph.KindConcept))
	sink.Read("occupation", esco.count(graph.KindRole))
	return esco.emit(ctx, e.Store, sink)
}

type esco struct {
	*collected
	version  string
	official map[graph.Kind]bool // kinds of which a table in the publisher's own layout was read
}

// readFolder reads one, of a version and usually of a language.
func (e *esco) readFolder(ctx context.Context, dir string, sink ingest.Sink) (missing []layout, err error) {
	if found := escoVersion.FindString(filepath.Base(dir)); found > e.version {
		e.version = found
	}
	paths, err := tablesIn(dir)
	if err != nil {
		return nil, err
	}
	missing = e.layouts("")
	for _, language := range languagesOf(paths) {
		missing, err = readFolder(ctx, dir, e.layouts(language), e.collected, sink)
		if err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// languagesOf returns the language in the names of files, "fr" of skills_fr.csv. A folder holds one; where none says, it
// is English.
func languagesOf(paths []string) []string {
	for _, path := range paths {
		name := strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".csv")
		if at := strings.LastIndexByte(name, '_'); at >= 0 && len(name)-at == 3 {
			return []string{name[at+1:]}
		}
	}
	return []string{"en"}
}

func (e *esco) layouts(language string) []layout {
	concepts := func(_ *collected, row row) { e.concept(row, language) }
	uri := "conceptUri"
	return []layout{
		{name: "broaderRelations", columns: []string{uri, "broaderUri"}, wanted: true, read: e.broader},
		{name: "occupationSkillRelations", columns: []string{"occupationUri", "relationType", "skillUri"}, wanted: true, read: e.skillOf},
		{name: "skillSkillRelations", columns: []string{"originalSkillUri", "relationType", "relatedSkillUri"}, wanted: true, read: e.related},
		{name: "occupations", columns: []string{uri, "preferredLabel", "iscoGroup"}, wanted: true, read: concepts},
		{name: "skills", columns: []string{uri, "preferredLabel", "reuseLevel"}, without: []string{"broaderConceptPT"}, wanted: true, read: concepts},
		{name: "skillGroups, ISCOGroups", columns: []string{uri, "preferredLabel", "conceptType"}, without: []string{"broaderConceptPT"}, wanted: true, read: concepts},
		{name: "collections", columns: []string{uri, "preferredLabel", "broaderConceptPT"}, read: concepts},
		{name: "labels", columns: []string{uri, "preferredLabel"}, read: concepts},
	}
}

// concept reads a row that describes a concept or an occupation, by its address. Of several rows of one, the latest
// counts.
func (e *esco) concept(row row, language string) {
	uri := row.get("conceptUri")
	key := KeyOfAddress(uri)
	if key == "" || row.get("preferredLabel") == "" {
		return
	}
	e.languages[language] = true
	into := e.concepts
	if key.Kind() == graph.KindRole {
		into = e.roles
	}
	made := &entry{
		uri: uri, notation: row.get("code"), kind: escoType(row, uri), guessed: row.get("skillType") == "", where: row.where(), modified: row.get("modifiedDate"),
		Labels: graph.Labels{
			PrefLabel: []graph.Literal{literalIn(row.get("preferredLabel"), language)},
			AltLabel:  literalsIn(row.get("altLabels"), language), HiddenLabel: literalsIn(row.get("hiddenLabels"), language),
		},
	}
	if definition := row.get("definition", "description"); definition != "" {
		made.definition = []graph.Literal{graph.NewLiteral(definition, language)}
	}
	if row.table.has("conceptType") && !row.table.has("broaderConceptPT") {
		e.official[key.Kind()] = true
	}
	into[key] = together(into[key], made, language)
}

// together adds what a row says to what is known: labels of another language, or newer ones.
func together(known, made *entry, language string) *entry {
	if known == nil {
		return made
	}
	isIn := func(label graph.Literal) bool { return label.Language() == language }
	if slices.ContainsFunc(known.PrefLabel, isIn) && made.modified <= known.modified {
		return known
	}
	add := func(before, now []graph.Literal) []graph.Literal {
		return append(slices.DeleteFunc(slices.Clone(before), isIn), now...)
	}
	made.PrefLabel, made.AltLabel = add(known.PrefLabel, made.PrefLabel), add(known.AltLabel, made.AltLabel)
	made.HiddenLabel, made.definition = add(known.HiddenLabel, made.HiddenLabel), add(known.definition, made.definition)
	if made.notation == "" {
		made.notation = known.notation
	}
	if made.guessed {
		made.kind, made.guessed = known.kind, known.guessed
	}
	return made
}

func escoType(row row, uri string) string {
	switch {
	case row.get("skillType") == "knowledge":
		return graph.ConceptKnowledge
	case row.get("conceptType") == "KnowledgeSkillCompetence" || row.get("reuseLevel") != "":
		return graph.ConceptSkill
	case row.get("conceptType") != "" || !strings.Contains(uri, "/esco/skill/"):
		return graph.ConceptGroup
	}
	return graph.ConceptSkill
}

// KeyOfAddress returns the key of the concept or role with an address in ESCO, "" where it is none of ESCO.
func KeyOfAddress(uri string) graph.Key {
	_, path, found := strings.Cut(uri, "/esco/")
	kind, id, cut := strings.Cut(path, "/")
	switch {
	case !found || !cut || id == "":
		return ""
	case kind == "occupation":
		return keyIn(SchemeESCO, graph.KindRole, id)
	case kind == "skill":
		return keyIn(SchemeESCO, graph.KindConcept, id)
	}
	return keyIn(SchemeESCO, graph.KindConcept, kind+"-"+id) // groups of ISCO and ISCED-F
}

func literalIn(text, language string) graph.Literal {
	return graph.NewLiteral(graph.CutLabel(text), language)
}

// literalsIn cuts a cell of several labels: at line ends, or at bars in collections and in files of others.
func literalsIn(cell, language string) []graph.Literal {
	var all []graph.Literal
	for _, text := range values(cell, "\n\r|") {
		all = append(all, literalIn(text, language))
	}
	return all
}

func (e *esco) broader(_ *collected, row row) {
	from, to := KeyOfAddress(row.get("conceptUri")), KeyOfAddress(row.get("broaderUri"))
	if from.Kind() == graph.KindConcept && to.Kind() == graph.KindConcept {
		e.link(row.where(), from, to, graph.Broader{})
	}
}

func (e *esco) skillOf(_ *collected, row row) {
	from, to := KeyOfAddress(row.get("occupationUri")), KeyOfAddress(row.get("skillUri"))
	if from.Kind() == graph.KindRole && to.Kind() == graph.KindConcept {
		e.link(row.where(), from, to, graph.CallsFor{Essential: row.get("relationType") == "essential"})
	}
}

func (e *esco) related(_ *collected, row row) {
	from, to := KeyOfAddress(row.get("originalSkillUri")), KeyOfAddress(row.get("relatedSkillUri"))
	if from.Kind() == graph.KindConcept && to.Kind() == graph.KindConcept {
		e.link(row.where(), from, to, graph.Related{Essential: row.get("relationType") == "essential"})
	}
}

func (e *esco) finish(missing []layout) {
	lacks := func(name string) bool {
		return slices.ContainsFunc(missing, func(l layout) bool { return l.name == name })
	}
	e.scheme = graph.Scheme{
		Title: "ESCO", Version: e.version, License: "Reuse with acknowledgement of the source (Decision 2011/833/EU)", Homepage: "https://esco.ec.europa.eu",
		Attribution: "This service uses the ESCO classification of the European Commission.",
	}
	skills, occupations := lacks("skills"), lacks("occupations")
	e.loose = skills || occupations || lacks("skillGroups, ISCOGroups")
	e.complete[graph.KindConcept] = !skills && e.official[graph.KindConcept]
	e.complete[graph.KindRole] = !occupations && e.official[graph.KindRole]
	e.complete[graph.KindBroader], e.complete[graph.KindRelated] = !e.loose && !lacks("broaderRelations"), !lacks("skillSkillRelations")
	e.complete[graph.KindCallsFor] = !lacks("occupationSkillRelations")
}

// count counts skills, without groups, or occupations.
func (e *esco) count(kind graph.Kind) int {
	if kind == graph.KindRole {
		return len(e.roles)
	}
	count := 0
	for _, one := range e.concepts {
		if one.kind != graph.ConceptGroup {
			count++
		}
	}
	return count
}
