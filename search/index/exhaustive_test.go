package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/search/text"
)

// exhaustive answers a query by scoring every document that holds any of the words, read through
// bleve's own readers, without anything that is kept between queries.
type exhaustive struct {
	t       testing.TB
	reader  index.IndexReader
	labels  access.Labels
	asOf    graph.Date
	recency Recency
	weights Weights
	*Memo
}

// Memo is what was read before from the same index.
type Memo struct {
	postings map[Class]map[text.Form]map[uint64]occurrences
	visible  map[Class]map[string]map[uint64]bool
	// vocabularies words, each in a vocabulary of its own.
	vocabularies map[string]*text.Vocabulary
	// texts of documents, by number.
	texts map[uint64][]text.Weighted
	// days of documents, by number; under 0.
	days map[Class]map[int]map[uint64]graph.Day
	// brief documents, by number; under 0.
	brief map[Class]map[int]map[uint64]bool
}

func NewMemo() *Memo {
	return &Memo{map[Class]map[text.Form]map[uint64]occurrences{}, map[Class]map[string]map[uint64]bool{}, map[string]*text.Vocabulary{}, map[uint64][]text.Weighted{}, map[Class]map[int]map[uint64]graph.Day{}, map[Class]map[int]map[uint64]bool{}}
}

// languages are those in which a word has a stem; none where it has another.
func (m *Memo) languages(word, stem string) text.Languages {
	vocabulary := m.vocabularies[word]
	if vocabulary == nil {
		vocabulary = text.NewVocabulary()
		vocabulary.Learn(word)
		m.vocabularies[word] = vocabulary
	}
	for _, variant := range vocabulary.Variants(stem) {
		return variant.Languages
	}
	return 0
}

// remembered is what was read before, or is read now.
func remembered[K comparable, V any](known map[Class]map[K]V, class Class, key K, read func() V) V {
	if known[class] == nil {
		known[class] = map[K]V{}
	}
	found, seen := known[class][key]
	if !seen {
		found = read()
		known[class][key] = found
	}
	return found
}

// found is a document that the viewer may find, with how well it holds each word.
type found struct {
	number             uint64
	fits               []float32
	asTyped, bySynonym uint32
}

// SearchExhaustively is [Index.Search] by scoring every document, of those that exist for some only the ones that do.
func (x *Index) SearchExhaustively(
	t testing.TB, query text.Expression, labels access.Labels, exist func([]Hit) ([]graph.NodeID, error), recency Recency, weights Weights, known *Memo,
) Result {
	e := exhaustive{t, x.now.state.reader, slices.Concat(labels, access.Labels{access.Mention}), recency.AsOf, recency, weights, known}
	words, excluded := query.Terms(text.TermOptions{Stem: weights.Stem, Part: weights.Part, Knows: x.now.vocabulary.Knows})
	if len(words) == 0 || len(labels) == 0 {
		return Result{Terms: words}
	}
	s := x.searcher(t.Context(), labels, exist, recency, weights)
	checked(t, s.withPairs(words, weights.Part))
	all := e.match(words, s)
	postings, err := s.postings(words)
	checked(t, err)
	idf, holding := e.rarity(all, words)
	words, corrections, err := s.correctSpelling(words, postings, holding)
	checked(t, err)
	if isReplaced(corrections) {
		all = e.match(words, s)
		idf, _ = e.rarity(all, words)
	}
	for class, documents := range e.match(excluded, s) {
		isExcluded := map[uint64]bool{}
		for _, one := range documents {
			isExcluded[one.number] = true
		}
		all[class] = slices.DeleteFunc(all[class], func(one found) bool { return isExcluded[one.number] })
	}
	result := Result{Terms: words, Corrections: corrections}
	e.choose(&result, all, idf)
	return result
}

func (e exhaustive) keyOf(number uint64) graph.Key {
	id := make([]byte, 8)
	binary.BigEndian.PutUint64(id, number)
	key, err := e.reader.ExternalID(id)
	checked(e.t, err)
	return graph.Key(key)
}

// match finds, by class, who holds any of the words.
func (e exhaustive) match(words []text.QueryTerm, s searcher) map[Class][]found {
	all := map[Class][]found{}
	for class := range classCount {
		rows, typed, synonyms := map[uint64][]float32{}, map[uint64]uint32{}, map[uint64]uint32{}
		for i, word := range words {
			if word.Optional && class != Skills && class != Profiles {
				continue
			}
			of := e.combined(class, word, s)
			for number, fit := range of.fits {
				if rows[number] == nil {
					rows[number] = make([]float32, len(words))
				}
				rows[number][i] = fit
				if of.typed[number] && !word.Optional {
					typed[number] |= 1 << i
				}
				if !of.literal[number] && !word.Optional {
					synonyms[number] |= 1 << i
				}
			}
		}
		may := e.visibleTo(class)
		for number, fits := range rows {
			if may[number] && slices.Max(fits) > 0 {
				all[class] = append(all[class], found{number, fits, typed[number], synonyms[number]})
			}
		}
		if class == Skills {
			all[class] = e.existing(all[class], s)
		}
	}
	return all
}

// fits are how well each document holds a word, whole or the sum of its parts, and how.
func (e exhaustive) fits(class Class, word text.QueryTerm) holding {
	of := newHolding()
	byPart, typed := map[uint64]map[int]float32{}, map[uint64]map[int]bool{}
	last := text.Form{}
	for _, form := range word.Forms {
		last = form
		for number, one := range e.postingsOf(class, form) {
			if byPart[number] == nil {
				byPart[number], typed[number] = map[int]float32{}, map[int]bool{}
			}
			fit := float32(form.Boost * e.weights.saturate(class, one.times, one.length))
			byPart[number][form.Part] = max(byPart[number][form.Part], fit)
			typed[number][form.Part] = typed[number][form.Part] || form.Exact && !form.Loose
			of.literal[number] = of.literal[number] || !strings.HasPrefix(form.Text, text.AcronymMark)
		}
	}
	for number, parts := range byPart {
		sum, held, all := float32(0), 0, true
		for part := 1; part <= 64; part++ {
			if fit, found := parts[part]; found {
				sum, held, all = sum+fit, held+1, all && typed[number][part]
			}
		}
		if last.All && held < last.Part {
			sum, held = 0, 0
		}
		if fit := max(parts[0], sum); fit > 0 {
			of.fits[number], of.typed[number] = fit, typed[number][0] || held > 0 && held == last.Part && all
		}
	}
	return of
}

// occurrences is how often a document of some length holds a form.
type occurrences struct{ times, length float64 }

// postingsOf goes through all words of the index for those with the form's stem.
func (e exhaustive) postingsOf(class Class, form text.Form) map[uint64]occurrences {
	return remembered(e.postings, class, form, func() map[uint64]occurrences { return e.readPostings(class, form) })
}

func (e exhaustive) readPostings(class Class, form text.Form) map[uint64]occurrences {
	all := map[uint64]occurrences{}
	if form.Exact {
		e.add(all, class, form.Text, nil)
		if class == Profiles && !form.Replaced {
			e.add(all, class, text.NameMark+form.Text, nil)
		}
		for _, pair := range e.pairs(form.Text) {
			e.add(all, class, pair, nil)
		}
		return all
	}
	french, english := e.language(class, termFrench), e.language(class, termEnglish)
	words, err := e.reader.FieldDict(class.wordField())
	checked(e.t, err)
	defer func() { _ = words.Close() }()
	for {
		word, err := words.Next()
		checked(e.t, err)
		if word == nil {
			return all
		}
		if in := e.languages(word.Term, form.Text); in != 0 {
			e.add(all, class, word.Term, func(number uint64) bool {
				return french[number] && !in.Has(text.French) || english[number] && !in.Has(text.English)
			})
		}
	}
}

// pairs are two words joined in one, by every cut.
func (e exhaustive) pairs(word string) []string {
	var pairs []string
	for at := range word {
		if at > 0 {
			pairs = append(pairs, word[:at]+" "+word[at:])
		}
	}
	return pairs
}

func (e exhaustive) language(class Class, term string) map[uint64]bool {
	found := map[uint64]bool{}
	e.each(class.languageField(), term, false, func(one *index.TermFieldDoc) { found[binary.BigEndian.Uint64(one.ID)] = true })
	return found
}

func (e exhaustive) add(all map[uint64]occurrences, class Class, term string, not func(uint64) bool) {
	e.each(class.wordField(), term, true, func(one *index.TermFieldDoc) {
		number := binary.BigEndian.Uint64(one.ID)
		if not == nil || !not(number) {
			all[number] = occurrences{all[number].times + float64(one.Freq), math.Round(1 / (one.Norm * one.Norm))}
		}
	})
}

func (e exhaustive) each(field, term string, counts bool, visit func(*index.TermFieldDoc)) {
	reader, err := e.reader.TermFieldReader(context.Background(), []byte(term), field, counts, counts, false)
	checked(e.t, err)
	defer func() { _ = reader.Close() }()
	for {
		one, err := reader.Next(nil)
		checked(e.t, err)
		if one == nil {
			return
		}
		visit(one)
	}
}

func checked(t testing.TB, err error) {
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
}

// visibleTo are the documents of a class that one of the labels opens and that are not later.
func (e exhaustive) visibleTo(class Class) map[uint64]bool {
	return remembered(e.visible, class, fmt.Sprint(e.labels, e.asOf), func() map[uint64]bool { return e.readVisible(class) })
}

func (e exhaustive) readVisible(class Class) map[uint64]bool {
	may := map[uint64]bool{}
	for _, label := range e.labels {
		e.each(class.audienceField(), string(label), false, func(one *index.TermFieldDoc) { may[binary.BigEndian.Uint64(one.ID)] = true })
	}
	if e.asOf == "" {
		return may
	}
	days, err := e.reader.FieldDict(class.dayField())
	checked(e.t, err)
	defer func() { _ = days.Close() }()
	for {
		day, err := days.Next()
		checked(e.t, err)
		if day == nil {
			return may
		}
		if day.Term > string(e.asOf) {
			e.each(class.dayField(), day.Term, false, func(one *index.TermFieldDoc) { delete(may, binary.BigEndian.Uint64(one.ID)) })
		}
	}
}

func (e exhaustive) readDays(class Class) map[uint64]graph.Day {
	all := map[uint64]graph.Day{}
	days, err := e.reader.FieldDict(class.dayField())
	checked(e.t, err)
	defer func() { _ = days.Close() }()
	for {
		day, err := days.Next()
		checked(e.t, err)
		if day == nil {
			return all
		}
		e.each(class.dayField(), day.Term, false, func(one *index.TermFieldDoc) {
			all[binary.BigEndian.Uint64(one.ID)] = graph.Date(day.Term).Day()
		})
	}
}

func (e exhaustive) rarity(all map[Class][]found, words []text.QueryTerm) (idf []float64, holding []int) {
	whenever := e
	whenever.asOf = ""
	visible := 0
	for class := range classCount {
		if class == Skills { // those that hold a term count
			visible += len(all[Skills])
		} else {
			visible += len(whenever.visibleTo(class))
		}
	}
	idf, holding = make([]float64, len(words)), make([]int, len(words))
	for _, documents := range all {
		for _, one := range documents {
			for i, fit := range one.fits {
				if fit > 0 {
					holding[i]++
				}
			}
		}
	}
	for i, n := range holding {
		held := float64(n)
		idf[i] = math.Log(1 + max(0, float64(visible)-held+0.5)/(held+0.5))
		if words[i].Optional {
			idf[i] *= e.weights.Stop
		}
	}
	return idf, holding
}

func (e exhaustive) choose(result *Result, all map[Class][]found, idf []float64) {
	result.Shares = sharesOf(result.Terms, idf)
	for class := range classCount {
		into, most := &result.Hits, e.weights.Kept
		switch class {
		case Questions:
			into = &result.Questions
		case Skills:
			most = e.weights.KeptSkills
		}
		for _, one := range e.best(class, all[class], newScorer(result.Terms, idf, e.weights), most) {
			one.Class = class
			*into = append(*into, one)
		}
	}
}

func (e exhaustive) best(class Class, documents []found, scorer scorer, most int) []Hit {
	var kept []Hit
	impacts := map[graph.Key]float64{}
	for _, document := range documents {
		weighed := scorer.score(document.fits)
		if weighed.MatchedTerms == 0 {
			continue
		}
		weighed.AsTyped, weighed.BySynonym = document.asTyped, document.bySynonym
		if scorer.isByChance(class, weighed) {
			continue
		}
		kept = append(kept, Hit{Key: e.keyOf(document.number), Score: weighed, Brief: e.isBrief(class, document.number)})
		impacts[kept[len(kept)-1].Key] = weighed.Match * e.decay(class, document.number)
	}
	slices.SortFunc(kept, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(impacts[b.Key], impacts[a.Key]), cmp.Compare(a.Key, b.Key))
	})
	return kept[:min(len(kept), most)]
}
