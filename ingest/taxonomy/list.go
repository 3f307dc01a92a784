package taxonomy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/alignment"
	"github.com/sachant/sachant/search/thesaurus"
)

// List reads a company's own lists, CSV or XLSX: tables of concepts, and lists of synonyms with a line for each, "k8s = Kubernetes".
type List struct {
	Paths []string
	// Sheet names the sheet of workbooks that is read; where empty, the first that holds something.
	Sheet string
	// Scheme is the id of the scheme that they make, the name of the source.
	Scheme string
	Store  graph.Reader
}

// SchemeCompany is the id of the scheme of a company's own list where none is given.
const SchemeCompany = "company"

// Read implements [ingest.Reader].
func (l List) Read(ctx context.Context, sink ingest.Sink) error {
	c := newCollected(l.Scheme, graph.Scheme{Title: l.Scheme})
	list := &list{collected: c, store: l.Store, byName: map[string]graph.Key{}}
	for _, path := range l.Paths {
		if err := list.readFile(ctx, path, l.Sheet, sink); err != nil {
			return err
		}
	}
	list.linkBroader(sink)
	if err := list.linkCodes(ctx, sink); err != nil {
		return err
	}
	if len(c.concepts) == 0 {
		return errors.New("the lists hold no label and no synonym")
	}
	for _, language := range []string{"", "fr", "en"} {
		c.languages[language] = true
	}
	for _, kind := range []graph.Kind{graph.KindConcept, graph.KindBroader, graph.KindRelated, graph.KindExactMatch} {
		c.complete[kind] = true
	}
	sink.Read("concept", len(c.concepts))
	return c.emit(ctx, l.Store, sink)
}

type list struct {
	*collected
	store   graph.Reader
	byName  map[string]graph.Key // concepts by code and by label, as slugs
	broader []broaderName
	coded   []codedConcept
}

// codedConcept is a concept of the list with the concepts of other schemes that a row gives by code.
type codedConcept struct {
	row   row
	key   graph.Key
	label string
	codes []alignment.Code
}

// broaderName is what a row calls the wider concept.
type broaderName struct {
	from graph.Key
	name string
	row  row
}

func (l *list) readFile(ctx context.Context, path, sheet string, sink ingest.Sink) error {
	file, err := openListFile(ctx, path, sheet, sink)
	if err != nil {
		return err
	}
	for _, each := range file.rows {
		l.add(each, sink)
	}
	return l.readSynonyms(filepath.Base(path), file.synonyms, sink)
}

// The names of the columns of a company's list.
func labelColumns() []string {
	return []string{"Label", "Libellé", "Compétence", "Libellé compétence", "Nom", "Nom de la compétence", "Intitulé", "Skill", "Name", "prefLabel"}
}
func codeColumns() []string {
	return []string{"Code", "Code compétence", "Réf", "Référence", "Notation", "Id", "Identifiant"}
}
func languageColumns() []string { return []string{"Langue", "Language", "Lang"} }
func synonymColumns() []string {
	return []string{"Synonymes", "Synonyms", "Synonyme", "altLabel", "altLabels", "Alternatives", "Abréviations"}
}
func broaderColumns() []string {
	return []string{"Broader", "Terme générique", "Plus large", "Parent", "Domaine", "Domain", "Famille", "Catégorie"}
}
func definitionColumns() []string { return []string{"Définition", "Definition", "Description"} }
func typeColumns() []string       { return []string{"Type", "Nature"} }
func ogrColumns() []string {
	return []string{"Code OGR", "Code OGR ROME", "OGR", "Code compétence ROME"}
}
func romeColumns() []string { return []string{"Code ROME", "ROME"} }
func escoColumns() []string { return []string{"URI ESCO", "ESCO URI", "Code ESCO", "ESCO"} }

// add reads a row. Rows with the same code are one concept, in several languages.
func (l *list) add(r row, sink ingest.Sink) {
	label, code := r.get(labelColumns()...), r.get(codeColumns()...)
	if label == "" {
		sink.Reject(r.where(), "the label is missing")
		return
	}
	language := strings.ToLower(r.get(languageColumns()...))
	if len(language) > 2 {
		language = language[:2] // "fr-FR", "français", "English"
	}
	name := code
	if name == "" {
		name = label
	}
	slug := graph.Slug(name)
	if slug == "" || graph.IsLongLabel(label) {
		sink.Reject(r.where(), fmt.Sprintf("%.40q is no label", label))
		return
	}
	key := l.collected.concept(slug)
	made := l.concepts[key]
	if made == nil {
		made = &entry{notation: code, kind: conceptType(r.get(typeColumns()...)), where: r.where()}
		l.concepts[key] = made
	}
	made.PrefLabel = append(made.PrefLabel, graph.NewLiteral(label, language))
	for _, other := range values(r.get(synonymColumns()...), "|;,\n") {
		made.AltLabel = append(made.AltLabel, graph.NewLiteral(graph.CutLabel(other), language))
	}
	if definition := r.get(definitionColumns()...); definition != "" {
		made.definition = append(made.definition, graph.NewLiteral(definition, language))
	}
	l.byName[slug], l.byName[graph.Slug(label)] = key, key
	if above := r.get(broaderColumns()...); above != "" {
		l.broader = append(l.broader, broaderName{key, above, r})
	}
	if codes := CodesOf(OGROf(r.get(ogrColumns()...), r.get(romeColumns()...)), r.get(escoColumns()...)); len(codes) > 0 {
		l.coded = append(l.coded, codedConcept{r, key, label, codes})
	}
}

// linkCodes joins concepts to those of other schemes that rows give by code. What cannot be joined is told.
func (l *list) linkCodes(ctx context.Context, sink ingest.Sink) error {
	var rows []alignment.Row
	first := map[graph.Key]row{}
	for _, one := range slices.Backward(l.coded) {
		first[one.key] = one.row
	}
	for _, one := range l.coded {
		rows = append(rows, alignment.Row{Where: one.row.where().String(), Skill: one.key, Label: one.label, Codes: one.codes})
	}
	plan, err := alignment.Decide(ctx, l.store, rows)
	if err != nil {
		return err
	}
	for _, line := range alignment.Lines(plan.Unknown, func(one alignment.Finding) string {
		return fmt.Sprintf("%s: no stored vocabulary has the code %q, rows with it: %d; they are read without its link", one.Where, one.Text, one.Count)
	}) {
		sink.Warn(line)
	}
	for _, line := range alignment.Lines(plan.Ambiguous, func(one alignment.Finding) string {
		return fmt.Sprintf("%s: %q has codes of several concepts of one vocabulary, in all: %d; it is linked to none of them", one.Where, one.Text, one.Count)
	}) {
		sink.Warn(line)
	}
	for _, key := range slices.Sorted(maps.Keys(plan.Same)) {
		for _, concept := range plan.Same[key] {
			if l.concepts[concept] == nil {
				l.elsewhere[concept] = true
				l.link(first[key].where(), key, concept, graph.ExactMatch{})
			}
		}
	}
	return nil
}

// conceptType returns the type that French and English lists mean by a word.
func conceptType(word string) string {
	switch columnName(word) {
	case "savoir", "savoirs", "connaissance", "connaissances", "knowledge":
		return graph.ConceptKnowledge
	case "savoiretre", "comportement", "attitude", "softskill":
		return graph.ConceptAttitude
	case "domaine", "famille", "groupe", "group", "category", "categorie":
		return graph.ConceptGroup
	}
	return graph.ConceptSkill
}

// linkBroader joins concepts to those that rows name, by code or by label. A name that no row describes is a group.
func (l *list) linkBroader(sink ingest.Sink) {
	for _, one := range l.broader {
		slug := graph.Slug(one.name)
		if slug == "" {
			sink.Reject(one.row.where(), fmt.Sprintf("%.40q is no label", one.name))
			continue
		}
		key, known := l.byName[slug]
		if !known {
			key = l.collected.concept(slug)
			l.byName[slug] = key
			l.concepts[key] = &entry{Labels: graph.Labels{PrefLabel: []graph.Literal{graph.NewLiteral(graph.CutLabel(one.name), "")}}, kind: graph.ConceptGroup, where: one.row.where()}
		}
		l.link(one.row.where(), one.from, key, graph.Broader{})
	}
}

// readSynonyms reads a list of synonyms: each line's first label is the preferred one.
func (l *list) readSynonyms(file, lines string, sink ingest.Sink) error {
	entries, err := thesaurus.Read(strings.NewReader(lines), func(line int, cause string) { sink.Reject(ingest.Where{File: file, Line: line}, cause) })
	if err != nil {
		return err
	}
	for _, one := range entries {
		var keys []graph.Key
		for _, labels := range one.Concepts {
			key := l.addSynonyms(labels, ingest.Where{File: file, Line: one.Line})
			keys = append(keys, key)
			if key != keys[0] {
				l.link(ingest.Where{File: file, Line: one.Line}, keys[0], key, graph.Related{})
			}
		}
	}
	return nil
}

func (l *list) addSynonyms(labels []string, where ingest.Where) graph.Key {
	key := l.collected.concept(graph.Slug(labels[0]))
	made := l.concepts[key]
	if made == nil {
		made = &entry{Labels: graph.Labels{PrefLabel: []graph.Literal{graph.NewLiteral(labels[0], "")}}, kind: graph.ConceptSkill, where: where}
		l.concepts[key] = made
	}
	for _, label := range labels[1:] {
		made.AltLabel = append(made.AltLabel, graph.NewLiteral(graph.CutLabel(label), ""))
	}
	return key
}
