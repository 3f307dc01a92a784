package taxonomy

import (
	"cmp"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
)

// ROME reads a folder of ROME 4.0 of France Travail, "RefRomeCsv".
type ROME struct {
	Dir   string
	Store graph.Reader
}

// SchemeROME is the id of its scheme, and the name of its source.
const SchemeROME = "rome"

var romeVersion = regexp.MustCompile(`_v(\d+)_`)

// KeyOfOGR returns the key of the concept with an OGR code.
func KeyOfOGR(code string) graph.Key { return keyIn(SchemeROME, graph.KindConcept, code) }

// Read implements [ingest.Reader].
func (r ROME) Read(ctx context.Context, sink ingest.Sink) error {
	rome := newROME()
	missing, err := readFolder(ctx, r.Dir, rome.layouts(), rome.collected, sink)
	if err != nil {
		return err
	}
	warnMissing(filepath.Base(r.Dir), missing, sink)
	rome.scheme = romeScheme(r.Dir)
	rome.finish(missing)
	sink.Read("competence", rome.competences)
	sink.Read("knowledge", rome.knowledge)
	sink.Read("job", len(rome.roles))
	sink.Read("job title", rome.titles)
	return rome.emit(ctx, r.Store, sink)
}

func romeScheme(dir string) graph.Scheme {
	version := "unknown"
	if paths, err := tablesIn(dir); err == nil {
		for _, path := range paths {
			if found := romeVersion.FindStringSubmatch(filepath.Base(path)); found != nil {
				version = found[1]
			}
		}
	}
	return graph.Scheme{
		Title: "ROME 4.0", Version: version, License: "Licence Ouverte / Open Licence",
		Attribution: "France Travail, ROME 4.0, version " + version, Homepage: "https://www.francetravail.org/opendata/",
	}
}

// rome is what was read of it. Tables refer to each other in any order, so that links are made at the end.
type rome struct {
	*collected
	competences, knowledge, titles int
	links                          []romeLink
	essential                      map[[2]string]bool // by job and code
	phrases                        map[string][]romePhrase
	groups                         map[string]graph.Key
}

type romeLink struct {
	job, code string
	row       row
}

type romePhrase struct {
	position int
	text     string
}

func newROME() *rome {
	r := &rome{collected: newCollected(SchemeROME, graph.Scheme{}), essential: map[[2]string]bool{}, phrases: map[string][]romePhrase{}, groups: map[string]graph.Key{}}
	r.languages["fr"] = true
	return r
}

func (r *rome) layouts() []layout {
	return []layout{
		{name: "referentiel_competence", columns: []string{"code_ogr", "libelle_competence", "nature"}, wanted: true, read: r.competence},
		{name: "referentiel_savoir", columns: []string{"code_ogr_savoir", "libelle_savoir"}, wanted: true, read: r.savoir},
		{name: "referentiel_appellation", columns: []string{"code_ogr", "libelle_appellation_long", "code_rome"}, wanted: true, read: r.appellation},
		{name: "referentiel_code_rome", columns: []string{"code_rome", "libelle_rome", "code_rome_parent"}, without: []string{"libelle_appellation_long"}, wanted: true, read: r.job},
		{name: "liens_rome_referentiels", columns: []string{"code_rome", "code_compo_bloc", "code_rubrique", "code_ogr"}, wanted: true, read: r.jobLink},
		{name: "coherence_item", columns: []string{"code_rome", "code_ogr", "coeur_metier"}, wanted: true, read: r.coherence},
		{name: "rubrique_mobilite", columns: []string{"code_rome", "code_rome_cible"}, wanted: true, read: r.mobility},
		{name: "texte", columns: []string{"code_rome", "libelle_type_texte", "libelle_texte"}, wanted: true, read: r.phrase},
		{name: "arborescence_competences", columns: []string{"code_domaine_competence", "code_objectif", "code_ogr_macro_competence"}, wanted: true, read: r.tree},
	}
}

func french(text string) []graph.Literal {
	if text == "" {
		return nil
	}
	return []graph.Literal{graph.NewLiteral(graph.CutLabel(text), "fr")}
}

func (r *rome) competence(_ *collected, row row) {
	code := row.get("code_ogr")
	if code == "" {
		return
	}
	kind := graph.ConceptSkill
	if strings.HasPrefix(row.get("cat_comp"), "Savoir-être") {
		kind = graph.ConceptAttitude
	}
	r.competences++
	key := r.collected.concept(code)
	r.concepts[key] = &entry{
		Labels: graph.Labels{PrefLabel: french(row.get("libelle_competence"))}, notation: code, kind: kind, where: row.where(),
		definition: french(row.get("definition")),
	}
	if macro := row.get("code_ogr_macro_comp"); macro != "" {
		r.link(row.where(), key, r.collected.concept(macro), graph.Broader{})
	}
}

func (r *rome) savoir(_ *collected, row row) {
	code := row.get("code_ogr_savoir")
	if code == "" {
		return
	}
	r.knowledge++
	key := r.collected.concept(code)
	r.concepts[key] = &entry{Labels: graph.Labels{PrefLabel: french(row.get("libelle_savoir"))}, notation: code, kind: graph.ConceptKnowledge, where: row.where()}
	above := r.group(row, row.get("categorie_savoir"), "")
	if below := row.get("sous_categorie_savoir"); below != "" {
		above = r.group(row, below, above)
	}
	if above != "" {
		r.link(row.where(), key, above, graph.Broader{})
	}
}

// group returns a concept that holds others, made by its label where there is none yet.
func (r *rome) group(row row, label string, above graph.Key) graph.Key {
	if label == "" {
		return above
	}
	name := string(above) + "/" + label
	if key := r.groups[name]; key != "" {
		return key
	}
	key := r.collected.concept("groupe-" + graph.Slug(strings.TrimPrefix(above.ID()+" "+label, " ")))
	r.groups[name] = key
	r.concepts[key] = &entry{Labels: graph.Labels{PrefLabel: french(label)}, kind: graph.ConceptGroup, where: row.where()}
	if above != "" {
		r.link(row.where(), key, above, graph.Broader{})
	}
	return key
}

// tree adds what lies above the macro-competences.
func (r *rome) tree(_ *collected, row row) {
	above := r.group(row, row.get("domaine_competence"), "")
	above = r.group(row, row.get("enjeu"), above)
	above = r.group(row, row.get("objectif"), above)
	if macro := row.get("code_ogr_macro_competence"); macro != "" && above != "" {
		r.link(row.where(), r.collected.concept(macro), above, graph.Broader{})
	}
}

// jobOf returns the entry of a job, which titles may come before.
func (r *rome) jobOf(code string, row row) *entry {
	key := r.role(code)
	if r.roles[key] == nil {
		r.roles[key] = &entry{notation: code, where: row.where()}
	}
	return r.roles[key]
}

func (r *rome) job(_ *collected, row row) {
	if code := row.get("code_rome"); code != "" {
		made := r.jobOf(code, row)
		made.PrefLabel, made.where = french(row.get("libelle_rome")), row.where()
	}
}

func (r *rome) appellation(_ *collected, row row) {
	code := row.get("code_rome")
	if code == "" {
		return
	}
	r.titles++
	made := r.jobOf(code, row)
	for _, label := range []string{row.get("libelle_appellation_long"), row.get("libelle_appellation_court")} {
		if literal := french(label); literal != nil && !slices.Contains(made.AltLabel, literal[0]) {
			made.AltLabel = append(made.AltLabel, literal[0])
		}
	}
}

// competenceBlock is the block of links that lead to competences and knowledge; others lead to titles and to conditions
// of work.
const competenceBlock = "5"

func (r *rome) jobLink(_ *collected, row row) {
	if row.get("code_compo_bloc") == competenceBlock {
		r.links = append(r.links, romeLink{row.get("code_rome"), row.get("code_ogr"), row})
	}
}

func (r *rome) coherence(_ *collected, row row) {
	if row.get("coeur_metier") == "Principale" {
		r.essential[[2]string{row.get("code_rome"), row.get("code_ogr")}] = true
	}
}

func (r *rome) mobility(_ *collected, row row) {
	rank, _ := strconv.Atoi(row.get("numero_ordre"))
	r.link(row.where(), r.role(row.get("code_rome")), r.role(row.get("code_rome_cible")), graph.LeadsTo{Rank: rank})
}

func (r *rome) phrase(_ *collected, row row) {
	if code := row.get("code_rome"); row.get("libelle_type_texte") == "definition" {
		position, _ := strconv.Atoi(row.get("position_phrase"))
		r.phrases[code] = append(r.phrases[code], romePhrase{position, row.get("libelle_texte")})
	}
}

// finish makes what needs several tables.
func (r *rome) finish(missing []layout) {
	for _, link := range r.links {
		essential := r.essential[[2]string{link.job, link.code}]
		r.link(link.row.where(), r.role(link.job), r.collected.concept(link.code), graph.CallsFor{Essential: essential})
	}
	for code, phrases := range r.phrases {
		if job := r.roles[r.role(code)]; job != nil {
			slices.SortStableFunc(phrases, func(a, b romePhrase) int { return cmp.Compare(a.position, b.position) })
			var texts []string
			for _, one := range phrases {
				texts = append(texts, one.text)
			}
			job.definition = []graph.Literal{graph.NewLiteral(strings.Join(texts, " "), "fr")}
		}
	}
	lacks := func(name string) bool {
		return slices.ContainsFunc(missing, func(l layout) bool { return l.name == name })
	}
	concepts, jobs := lacks("referentiel_competence") || lacks("referentiel_savoir"), lacks("referentiel_code_rome")
	r.loose = concepts || jobs
	r.complete[graph.KindConcept], r.complete[graph.KindRole] = !concepts, !jobs
	r.complete[graph.KindBroader] = !concepts && len(missing) <= 1
	r.complete[graph.KindCallsFor], r.complete[graph.KindLeadsTo] = !lacks("liens_rome_referentiels"), !lacks("rubrique_mobilite")
}
