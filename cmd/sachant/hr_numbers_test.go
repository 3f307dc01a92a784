package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

const (
	handToday = "2026-11-21"
	handAhead = "2027-11-21" // twelve months later
)

// handCell is a cell of the map of skills.
type handCell struct {
	Holders, Needed, Met int
	Coverage, Mean       float64 // -1 where there is none
}

// What human resources are told of a unit is what a spreadsheet says that somebody makes of the same files: the map, for the
// unit and for each of its parts, the gaps, and the risks. A unit has as many people, skills and risks at least as are given.
func TestTheNumbersOfAUnitAreThoseOfASpreadsheet(t *testing.T) {
	desk, by := newHRDesk(t), newSpreadsheet(t, handToday)
	for _, unit := range []struct {
		path                        string
		people, rows, skills, risks int
		losing                      []string
	}{
		{"Production/Chaudronnerie", 40, 5, 15, 5, []string{"Dudgeonnage", "Qualification soudage orbital", "Traçage"}},
		{"Production/Assemblage", 10, 2, 8, 2, nil},
		{"Qualité", 5, 2, 5, 1, nil},
		{"Logistique", 5, 2, 2, 0, nil},
		{"R&D", 10, 2, 8, 2, nil},
	} {
		t.Run(unit.path, func(t *testing.T) {
			desk.t = t
			people := by.people(unit.path)
			if len(people) < unit.people {
				t.Fatalf("%d people are in %s", len(people), unit.path)
			}
			table, mapped := by.skillMap(unit.path, people), desk.skillMap(unit.path)
			if diff := gocmp.Diff(table, mapped); diff != "" || len(table) < unit.rows {
				t.Errorf("%d rows of the map (-spreadsheet +product)\n%s", len(table), diff)
			}
			lacking, gaps := by.gaps(people), desk.gaps(unit.path)
			if diff := gocmp.Diff(lacking, gaps); diff != "" || len(lacking) < unit.skills {
				t.Errorf("%d skills have gaps (-spreadsheet +product)\n%s", len(lacking), diff)
			}
			want, got := by.risks(people), desk.risks(unit.path)
			if diff := gocmp.Diff(want, got); diff != "" || len(want) < unit.risks {
				t.Errorf("%d skills are at risk (-spreadsheet +product)\n%s", len(want), diff)
			}
			var losing []string
			for _, skill := range slices.Sorted(maps.Keys(got)) {
				if got[skill].Severity == "losing" {
					losing = append(losing, skill)
				}
			}
			if diff := gocmp.Diff(unit.losing, losing); diff != "" && unit.losing != nil {
				t.Errorf("about to be lost (-want +got)\n%s", diff)
			}
		})
	}
}

// skillMap computes the map of a unit, by the parts of the unit ("" is all of it) and by skill.
func (s *spreadsheet) skillMap(unit string, people []string) map[string]map[string]handCell {
	levels := map[string]map[string][]float64{}
	found := map[string]map[string]handCell{}
	add := func(row, skill string, c *cell) {
		if found[row] == nil {
			found[row], levels[row] = map[string]handCell{}, map[string][]float64{}
		}
		sum := found[row][skill]
		sum.Holders += oneIf(c.holds())
		sum.Needed += oneIf(c.needed)
		sum.Met += oneIf(c.needed && c.meets())
		if c.held >= 0 {
			levels[row][skill] = append(levels[row][skill], c.held)
		}
		found[row][skill] = sum
	}
	for _, number := range people { // also those of whom nothing is known
		if part := s.partOf(unit, number); found[part] == nil {
			found[part], levels[part] = map[string]handCell{}, map[string][]float64{}
		}
	}
	for key, c := range s.cells {
		if slices.Contains(people, key[0]) {
			add("", key[1], c)
			add(s.partOf(unit, key[0]), key[1], c)
		}
	}
	for row, cells := range found {
		for skill := range found[""] {
			sum := cells[skill]
			sum.Coverage, sum.Mean = -1, -1
			if sum.Needed > 0 {
				sum.Coverage = rounded(float64(sum.Met) / float64(sum.Needed))
			}
			if known := levels[row][skill]; len(known) > 0 {
				total := 0.0
				for _, level := range known {
					total += level
				}
				sum.Mean = rounded(total / float64(len(known)))
			}
			cells[skill] = sum
		}
	}
	return found
}

// partOf returns the part of a unit in which somebody is, which may be the unit itself.
func (s *spreadsheet) partOf(unit, number string) string {
	below := strings.TrimPrefix(s.units[number], unit)
	if below == "" {
		return unit
	}
	name, _, _ := strings.Cut(below[1:], "/")
	return unit + "/" + name
}

func oneIf(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// handGap is how many people of the unit stand how to what is required of them.
type handGap struct {
	Required, Met, Below, Unknown int
	Mean                          float64 // -9 where there is none
}

func (s *spreadsheet) gaps(people []string) map[string]handGap {
	found, sums, counts := map[string]handGap{}, map[string]float64{}, map[string]int{}
	for key, c := range s.cells {
		if !slices.Contains(people, key[0]) || !c.needed {
			continue
		}
		of := found[key[1]]
		of.Required++
		switch {
		case c.expired != "":
			of.Below++
		case c.meets():
			of.Met++
		case c.held < 0:
			of.Unknown++
		default:
			of.Below++
		}
		if c.held >= 0 && c.required >= 0 {
			sums[key[1]] += c.held - c.required
			counts[key[1]]++
		}
		found[key[1]] = of
	}
	for skill, of := range found {
		if of.Mean = -9; counts[skill] > 0 {
			of.Mean = rounded(sums[skill] / float64(counts[skill]))
		}
		found[skill] = of
	}
	return found
}

// handRisk is a skill at risk; losses are by employee number: the day, and why.
type handRisk struct {
	Severity                        string
	Holders, Remaining, Needed, Met int
	Losses                          map[string]string
}

func (s *spreadsheet) risks(people []string) map[string]handRisk {
	found := map[string]handRisk{}
	for key, c := range s.cells {
		number, skill := key[0], key[1]
		if !slices.Contains(people, number) {
			continue
		}
		risk, known := found[skill]
		if !known {
			risk.Losses = map[string]string{}
		}
		risk.Needed += oneIf(c.needed)
		risk.Met += oneIf(c.needed && c.meets())
		leaves := s.leaves[number]
		isLeaving := leaves != "" && leaves <= handAhead && (c.validUntil == "" || leaves <= c.validUntil)
		switch {
		case c.expired != "" && c.needed:
			risk.Losses[number] = c.expired + " ends"
		case !c.holds():
		case isLeaving:
			risk.Losses[number] = leaves + " leaves"
			risk.Holders++
		case c.validUntil != "" && c.validUntil <= handAhead:
			risk.Losses[number] = c.validUntil + " ends"
			risk.Holders++
		default:
			risk.Holders++
			risk.Remaining++
		}
		found[skill] = risk
	}
	for skill, risk := range found {
		days := slices.SortedFunc(maps.Keys(risk.Losses), func(a, b string) int { return cmp.Compare(risk.Losses[a], risk.Losses[b]) })
		for _, number := range days[min(len(days), 10):] { // the product lists the first ten
			delete(risk.Losses, number)
		}
		if risk.Severity = risk.severity(); risk.Severity == "" {
			delete(found, skill)
			continue
		}
		found[skill] = risk
	}
	return found
}

func (r handRisk) severity() string {
	ends := slices.ContainsFunc(slices.Collect(maps.Values(r.Losses)), func(loss string) bool { return loss[len(loss)-4:] == "ends" })
	switch {
	case r.Remaining == 0 && r.Holders > 0:
		return "losing"
	case r.Remaining == 0 && r.Needed > 0:
		return "missing"
	case r.Remaining == 1 && r.Needed > 0:
		return "single"
	case r.Remaining == 2 && r.Needed > 0:
		return "rare"
	case ends:
		return "expiring"
	}
	return ""
}

// query asks GraphQL of a unit as human resources do.
func (d *hrDesk) query(unit, document string, into any) {
	d.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]string{"unit": unit}})
	if err != nil {
		d.t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(d.t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	answer := d.ask(request, "hr")
	var read struct {
		Data   json.RawMessage
		Errors []any
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &read); err != nil || len(read.Errors) > 0 || answer.Code != http.StatusOK {
		d.t.Fatalf("%s is answered with %d %s: %v", document, answer.Code, answer.Body, err)
	}
	if err := json.Unmarshal(read.Data, into); err != nil {
		d.t.Fatal(err)
	}
}

// handRow is a row of the map, as GraphQL answers it.
type handRow struct {
	Unit                 string
	Holders, Needed, Met []int
	Coverage, Mean       []*float64
}

func (d *hrDesk) skillMap(unit string) map[string]map[string]handCell {
	d.t.Helper()
	var answer struct {
		SkillMap struct {
			Columns []struct{ Name string }
			Rows    []handRow
			All     handRow
		}
	}
	d.query(unit, `query($unit: String) { skillMap(unit: $unit, skills: true) { columns { name } rows { ...row } all { ...row } } }
		fragment row on SkillMapRow { unit holders needed met coverage mean }`, &answer)
	orNone := func(number *float64) float64 {
		if number == nil {
			return -1
		}
		return *number
	}
	found := map[string]map[string]handCell{}
	answer.SkillMap.All.Unit = ""
	for _, row := range append(answer.SkillMap.Rows, answer.SkillMap.All) {
		found[row.Unit] = map[string]handCell{}
		for i, column := range answer.SkillMap.Columns {
			found[row.Unit][column.Name] = handCell{row.Holders[i], row.Needed[i], row.Met[i], orNone(row.Coverage[i]), orNone(row.Mean[i])}
		}
	}
	return found
}

func (d *hrDesk) gaps(unit string) map[string]handGap {
	d.t.Helper()
	var answer struct {
		TeamGaps struct {
			Entries []struct {
				Skill                         struct{ PrefLabel string }
				Required, Met, Below, Unknown int
				Mean                          *float64
			}
		}
	}
	d.query(unit, `query($unit: String) { teamGaps(unit: $unit, first: 100) { entries { skill { prefLabel } required met below unknown mean } } }`, &answer)
	found := map[string]handGap{}
	for _, one := range answer.TeamGaps.Entries {
		gap := handGap{one.Required, one.Met, one.Below, one.Unknown, -9}
		if one.Mean != nil {
			gap.Mean = rounded(*one.Mean)
		}
		found[one.Skill.PrefLabel] = gap
	}
	return found
}

func (d *hrDesk) risks(unit string) map[string]handRisk {
	d.t.Helper()
	var answer struct {
		Risks struct {
			Entries []struct {
				Skill                           struct{ PrefLabel string }
				Severity                        string
				Holders, Remaining, Needed, Met int
				Losses                          []struct {
					Person struct{ EmployeeNumber string }
					On     string
					Leaves bool
				}
			}
		}
	}
	d.query(unit, `query($unit: String) { risks(unit: $unit, first: 100) { entries {
		skill { prefLabel } severity holders remaining needed met losses { person { employeeNumber } on leaves } } } }`, &answer)
	found := map[string]handRisk{}
	for _, one := range answer.Risks.Entries {
		risk := handRisk{one.Severity, one.Holders, one.Remaining, one.Needed, one.Met, map[string]string{}}
		for _, loss := range one.Losses {
			risk.Losses[loss.Person.EmployeeNumber] = loss.On + map[bool]string{true: " leaves", false: " ends"}[loss.Leaves]
		}
		found[one.Skill.PrefLabel] = risk
	}
	return found
}
