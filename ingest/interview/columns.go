package interview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
)

// field is a property that a row may hold.
type field string

const (
	fieldNumber      field = "employee number"
	fieldMail        field = "e-mail"
	fieldKind        field = "interview type"
	fieldDate        field = "interview date"
	fieldEvaluator   field = "evaluator"
	fieldCode        field = "skill code"
	fieldLabel       field = "skill"
	fieldDomain      field = "skill domain"
	fieldType        field = "skill type"
	fieldRequired    field = "required level"
	fieldHeld        field = "held level"
	fieldSelf        field = "self-assessed level"
	fieldValidUntil  field = "valid until"
	fieldValidated   field = "validated"
	fieldValidatedOn field = "validated on"
	fieldPublished   field = "published"
	fieldComment     field = "comment"
)

// Column is a property that a row may hold, and the headers under which it is found.
type Column struct {
	Name    string
	Headers []string
}

// Columns returns every column that is read, with its headers in order of preference.
// Headers are compared without case, accents, blanks and punctuation. Others are ignored.
func Columns() []Column {
	return []Column{
		{string(fieldNumber), []string{"Matricule", "N° matricule", "No matricule", "Numéro matricule", "Numéro de matricule",
			"Matricule salarié", "Matricule agent", "Matricule paie", "Numéro salarié", "N° salarié", "Id salarié", "Code salarié",
			"Identifiant salarié", "employeeNumber", "employeeID", "Employee no", "Employee number", "Identifiant"}},
		{string(fieldMail), []string{"E-mail", "Mail", "Courriel", "Adresse mail", "Adresse e-mail", "Adresse e-mail professionnelle",
			"Adresse mail professionnelle", "E-mail professionnel", "Mail professionnel"}},
		{string(fieldKind), []string{"Type d'entretien", "Type entretien", "Nature de l'entretien", "Campagne", "Interview type"}},
		{string(fieldDate), []string{"Date de l'entretien", "Date d'entretien", "Date entretien", "Entretien réalisé le", "Réalisé le", "Interview date"}},
		{string(fieldEvaluator), []string{"Évaluateur", "Évalué par", "Entretien mené par", "Manager évaluateur", "Evaluator"}},
		{string(fieldCode), []string{"Code compétence", "Code de la compétence", "Réf compétence", "Référence compétence", "Skill code"}},
		{string(fieldLabel), []string{"Compétence", "Libellé compétence", "Libellé de la compétence", "Nom de la compétence",
			"Intitulé de la compétence", "Intitulé compétence", "Intitulé", "Skill"}},
		{string(fieldDomain), []string{"Domaine", "Domaine de compétence", "Famille", "Catégorie", "Sous-domaine", "Domain"}},
		{string(fieldType), []string{"Type de compétence", "Type compétence", "Type", "Nature", "Skill type"}},
		{string(fieldRequired), []string{"Niveau requis", "Niveau attendu", "Niveau cible", "Requis", "Attendu", "Cible", "Required level"}},
		{string(fieldHeld), []string{"Niveau acquis", "Niveau détenu", "Niveau actuel", "Niveau évalué", "Niveau", "Maîtrise",
			"Évaluation manager", "Note", "Held level", "Level"}},
		{string(fieldSelf), []string{"Auto-évaluation", "Auto-éval", "Niveau déclaré", "Niveau auto-évalué", "Self-assessment"}},
		{string(fieldValidUntil), []string{"Date de validité", "Date de fin de validité", "Fin de validité", "Valable jusqu'au",
			"Valide jusqu'au", "Date d'expiration", "Expiration", "Valid until"}},
		{string(fieldValidated), []string{"Validé N+1", "Validation N+1", "Visa N+1", "Validé", "Validation", "Validated", "Statut"}},
		{string(fieldValidatedOn), []string{"Date de validation", "Date validation", "Validé le", "Signé N+1 le", "Signé le", "Validated on"}},
		{string(fieldPublished), []string{"Publié", "Publication", "Accord de publication", "Visible", "Published"}},
		{string(fieldComment), []string{"Commentaire", "Commentaires", "Observation", "Observations", "Comment", "Comments"}},
	}
}

// columns holds the index of each field in a record.
type columns map[field]int

// vocabulary is [Columns] with normalized headers.
type vocabulary []Column

func newVocabulary() vocabulary {
	words := Columns()
	for _, column := range words {
		for i, name := range column.Headers {
			column.Headers[i] = squeeze(name)
		}
	}
	return words
}

// find reads a header. Of two headers for one field the preferred one counts.
func (v vocabulary) find(cells []string) columns {
	at := make(map[string]int, len(cells))
	for i, cell := range slices.Backward(cells) {
		at[squeeze(cell)] = i
	}
	found := columns{}
	for _, column := range v {
		for _, name := range column.Headers {
			if place, ok := at[name]; ok {
				found[field(column.Name)] = place
				break
			}
		}
	}
	return found
}

// twice returns a header of two columns, of which one is read: which one is meant would be a guess.
func (c columns) twice(cells []string) (name string, found bool) {
	for _, place := range c {
		for other, cell := range cells {
			if other != place && squeeze(cell) == squeeze(cells[place]) {
				return clean(cell), true
			}
		}
	}
	return "", false
}

func (c columns) has(name field) bool { _, ok := c[name]; return ok }

func (c columns) hasLevel() bool { return c.has(fieldRequired) || c.has(fieldHeld) || c.has(fieldSelf) }

// missing returns which required columns a header lacks, or "".
func (c columns) missing(trustEmail bool) string {
	var lacks []string
	switch {
	case c.has(fieldNumber), trustEmail && c.has(fieldMail):
	case c.has(fieldMail):
		lacks = append(lacks, `"Matricule" (there are e-mails, which count with --trust-email only)`)
	default:
		lacks = append(lacks, `"Matricule"`)
	}
	if !c.has(fieldCode) && !c.has(fieldLabel) {
		lacks = append(lacks, `"Code compétence" or "Compétence"`)
	}
	return strings.Join(lacks, " and ")
}

// row is one record with the columns of its table.
type row struct {
	where   ingest.Where
	cells   []string
	columns columns
	header  []string
}

// dates returns the headers of the dates, by the properties that hold them.
func (t table) dates() map[string]string {
	header := row{columns: t.columns, header: t.header.cells}
	return map[string]string{"on": header.headerOf(fieldDate), "validatedOn": header.headerOf(fieldValidatedOn), "validUntil": header.headerOf(fieldValidUntil)}
}

// get returns the cleaned cell of a field, or "" where there is no such column or cell.
func (r row) get(name field) string {
	place, ok := r.columns[name]
	if !ok || place >= len(r.cells) {
		return ""
	}
	return clean(r.cells[place])
}

// cellError is what is wrong with a row, and in which column.
type cellError struct {
	column string
	cause  string
}

func (e cellError) Error() string { return fmt.Sprintf("column %q: %s", e.column, e.cause) }

// fault returns an error at the column of a field.
func (r row) fault(name field, cause string) error {
	return cellError{column: r.headerOf(name), cause: cause}
}

func (r row) headerOf(name field) string {
	if place, ok := r.columns[name]; ok {
		return clean(r.header[place])
	}
	return string(name)
}
