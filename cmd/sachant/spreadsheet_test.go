package main

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/sachant/sachant/fixtures"
)

// spreadsheet is what somebody would put together by hand from the files of the sample company: it reads them with encoding/csv,
// and nothing of it is computed by what it is compared with. Days are written as 2026-11-21.
type spreadsheet struct {
	names        map[string]string // by employee number, as the others
	units, posts map[string]string // the path of the unit, and the code of the post
	leaves       map[string]string
	required     map[string]map[string]*float64 // by post and skill: a level, nil without one
	cells        map[[2]string]*cell            // by employee number and skill
}

// cell is how a person stands to a skill. Dates are those of the statements that decide.
type cell struct {
	held, required      float64 // levels, -1 where none is known
	possessed, needed   bool
	heldOn, requiredOn  string
	validUntil, expired string // one of them, "" without an end
}

// rowsOf returns the rows of a file, by header.
func rowsOf(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	content, err := fs.ReadFile(fixtures.Files(), name)
	if err == nil && name == "entretiens-2026.csv" {
		content, err = charmap.Windows1252.NewDecoder().Bytes(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	reader.Comma = ';'
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, value := range record {
			row[records[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

// newSpreadsheet puts the files together, as of a day.
func newSpreadsheet(t *testing.T, today string) *spreadsheet {
	t.Helper()
	s := &spreadsheet{map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]map[string]*float64{}, map[[2]string]*cell{}}
	codes := s.readPosts(t)
	for _, row := range rowsOf(t, "personnel.csv") {
		number := row["Matricule"]
		s.names[number], s.units[number], s.posts[number] = row["Prénom"]+" "+row["Nom"], row["Service"], row["Code emploi"]
		s.leaves[number] = isoDay(row["Date de départ"] + row["Fin de contrat"]) // nobody has both
	}
	s.readDirectory(t, codes)
	for number, post := range s.posts {
		for skill, level := range s.required[post] {
			one := s.cell(number, skill)
			one.needed = true
			if level != nil {
				one.required = *level
			}
		}
	}
	for _, name := range []string{
		"entretiens-2024.csv", "entretiens-2025.csv", "entretiens-2026.csv", "ateliers-2024.csv", "ateliers-2025.csv", "ateliers-2026.csv",
	} {
		for _, row := range rowsOf(t, name) {
			s.addInterview(t, row)
		}
	}
	for _, row := range rowsOf(t, "habilitations.csv") {
		s.addLicence(row, today)
	}
	return s
}

// readPosts reads what posts require, and returns their codes by label.
func (s *spreadsheet) readPosts(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	for _, row := range rowsOf(t, "postes.csv") {
		code := row["Code emploi"]
		codes[row["Intitulé du poste"]] = code
		if s.required[code] == nil {
			s.required[code] = map[string]*float64{}
		}
		var level *float64
		if row["Niveau requis"] != "Oui" {
			required := levelOf(t, row["Niveau requis"])
			level = &required
		}
		s.required[code][row["Compétence"]] = level
	}
	return codes
}

// readDirectory reads the units and the titles of those who have an account.
func (s *spreadsheet) readDirectory(t *testing.T, codes map[string]string) {
	t.Helper()
	content, err := fs.ReadFile(fixtures.Files(), "annuaire.ldif")
	if err != nil {
		t.Fatal(err)
	}
	masculine := strings.NewReplacer("Soudeuse", "Soudeur", "Coordinatrice", "Coordinateur", "Technicienne", "Technicien", "Ingénieure", "Ingénieur", "Cheffe", "Chef", "Dessinatrice", "Dessinateur", "Opératrice", "Opérateur", "Monteuse", "Monteur")
	for entry := range strings.SplitSeq(strings.ReplaceAll(string(content), "\n ", ""), "\n\n") {
		values := map[string]string{}
		for line := range strings.SplitSeq(entry, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			if plain, is64 := strings.CutSuffix(name, ":"); is64 {
				decoded, err := base64.StdEncoding.DecodeString(value)
				if err != nil {
					t.Fatal(err)
				}
				name, value = plain, string(decoded)
			}
			values[name] = value
		}
		if number := values["employeeNumber"]; number != "" {
			s.names[number], s.units[number], s.posts[number] = values["displayName"], values["ou"], codes[masculine.Replace(values["title"])]
		}
	}
}

func (s *spreadsheet) cell(number, skill string) *cell {
	key := [2]string{number, skill}
	if s.cells[key] == nil {
		s.cells[key] = &cell{held: -1, required: -1}
	}
	return s.cells[key]
}

// addInterview applies a row: what was said last counts.
func (s *spreadsheet) addInterview(t *testing.T, row map[string]string) {
	t.Helper()
	one, on := s.cell(row["Matricule"], row["Compétence"]), isoDay(row["Date de l'entretien"])
	if held := row["Niveau acquis"]; held != "" && on >= one.heldOn {
		one.heldOn, one.possessed, one.held = on, true, -1
		if held != "Oui" {
			one.held = levelOf(t, held)
			one.possessed = one.held > 0
		}
	}
	if required := row["Niveau requis"]; required != "" && required != "Oui" && on >= one.requiredOn {
		one.requiredOn, one.needed, one.required = on, true, levelOf(t, required)
	}
}

// addLicence applies a row about a licence, of which no interview says anything.
func (s *spreadsheet) addLicence(row map[string]string, today string) {
	one, until := s.cell(row["Matricule"], row["Habilitation"]), isoDay(row["Date de fin de validité"])
	switch {
	case one.heldOn != "":
	case until < today:
		one.expired = until
	default:
		one.possessed, one.validUntil = true, until
	}
}

// people are the employee numbers of those in a unit and its parts.
func (s *spreadsheet) people(unit string) (numbers []string) {
	for number, of := range s.units {
		if of == unit || strings.HasPrefix(of, unit+"/") {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// meets reports whether what is required is held.
func (c *cell) meets() bool {
	if c.required < 0 {
		return c.needed && c.possessed
	}
	return c.held >= c.required
}

// holds reports whether somebody is a holder.
func (c *cell) holds() bool {
	if c.needed {
		return c.meets()
	}
	return c.held >= 3 || c.held < 0 && c.possessed
}

// levelOf reads a number with a comma, a letter of ILUO, or a word.
func levelOf(t *testing.T, text string) float64 {
	t.Helper()
	for _, scale := range [][]string{{"", "I", "L", "U", "O"}, {"", "Notions", "Application", "Maîtrise", "Expertise"}} {
		if level := slices.Index(scale, text); level > 0 {
			return float64(level)
		}
	}
	level, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	if err != nil {
		t.Fatalf("%q is a level of no scale", text)
	}
	return level
}

// isoDay returns 31/12/2026 as 2026-12-31.
func isoDay(day string) string {
	if len(day) != 10 {
		return ""
	}
	return day[6:] + "-" + day[3:5] + "-" + day[:2]
}

// rounded is a number with three digits.
func rounded(number float64) float64 { return math.Round(number*1000) / 1000 }
