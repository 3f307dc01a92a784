package interview

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/table"
)

type field = table.Field

// WhyRejected heads the column in which [Reader.WriteRejects] says why a row was rejected, in French.
const WhyRejected = "Motif du rejet"

// The fields of the tables of interviews, as messages name them.
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
	fieldDefinition  field = "definition"
	fieldRequired    field = "required level"
	fieldHeld        field = "held level"
	fieldSelf        field = "self-assessed level"
	fieldObtained    field = "obtained on"
	fieldValidUntil  field = "valid until"
	fieldValidated   field = "validated"
	fieldValidatedOn field = "validated on"
	fieldPublished   field = "published"
	fieldComment     field = "comment"

	fieldProject        field = "career project"
	fieldFunctionalMove field = "change of function wanted"
	fieldJobs           field = "jobs wanted"
	fieldGeographicMove field = "change of place wanted"
	fieldPlaces         field = "places wanted"
	fieldHorizon        field = "horizon"
	fieldTrainings      field = "trainings wanted"
	fieldPriority       field = "priority of trainings"
	fieldNextDue        field = "next interview due"
	fieldSignedOn       field = "signed by the employee on"

	fieldFamilyName field = "family name"
	fieldGivenName  field = "given name"
	fieldFullName   field = "full name"
	fieldLogin      field = "login"
	fieldPostCode   field = "post code"
	fieldPost       field = "post"
	fieldUnit       field = "unit"
	fieldSite       field = "site"
	fieldManager    field = "manager"
	fieldOGR        field = "OGR code of the skill"
	fieldESCO       field = "ESCO address of the skill"
	fieldROME       field = "ROME code"
	fieldConcept    field = "code in a taxonomy"
	fieldContract   field = "contract"
	fieldReason     field = "why it was rejected"
)

// Columns returns every column that is understood, with its headers in order of preference. Others are ignored.
func Columns() []table.Column {
	return append(skillColumns(), append(interviewColumns(), personColumns()...)...)
}

// skillColumns are those of one skill of one person.
func skillColumns() []table.Column {
	return []table.Column{
		{Field: fieldNumber, Key: "number", Headers: []string{"Matricule", "N° matricule", "No matricule", "Numéro matricule", "Numéro de matricule",
			"Matricule salarié", "Matricule agent", "Matricule paie", "Numéro salarié", "N° salarié", "Id salarié", "Code salarié", "Numéro agent",
			"Identifiant salarié", "employeeNumber", "employeeID", "Employee no", "Employee number", "Employee code", "Employee id", "Payroll number", "Payroll no", "Payroll id", "Personnel number", "Personnel no", "Staff number", "Staff no",
			"Staff id", "Worker id", "Identifiant"}},
		{Field: fieldMail, Key: "mail", Headers: []string{"E-mail", "Mail", "Courriel", "Adresse mail", "Adresse e-mail", "Adresse e-mail professionnelle",
			"Adresse mail professionnelle", "E-mail professionnel", "Mail professionnel", "Work e-mail", "E-mail address"}},
		{Field: fieldKind, Key: "type", Headers: []string{"Type d'entretien", "Type entretien", "Type de l'entretien", "Nature de l'entretien", "Campagne", "Interview type", "Type of interview", "Review type", "Appraisal type"}},
		{Field: fieldDate, Key: "date", Headers: []string{"Date de l'entretien", "Date d'entretien", "Date entretien", "Entretien réalisé le", "Réalisé le",
			"Date de réalisation", "Date de l'évaluation", "Date d'évaluation", "Date évaluation", "Évalué le", "Date de l'appréciation", "Date de la revue", "Interview date", "Date of interview", "Interviewed on", "Review date", "Appraisal date", "Assessment date", "Evaluation date", "Date of review", "Date of assessment",
			"Date of evaluation", "Date of appraisal", "Reviewed on", "Assessed on", "Evaluated on", "Date"}},
		{Field: fieldEvaluator, Key: "evaluator", Headers: []string{"Évaluateur", "Évalué par", "Entretien mené par", "Manager évaluateur", "Evaluator", "Interviewer", "Reviewer", "Assessor", "Appraiser"}},
		{Field: fieldCode, Key: "code", Headers: []string{"Code compétence", "Code de la compétence", "Réf compétence", "Référence compétence", "Skill code", "Skill id", "Code", "Référence", "Réf"}},
		{Field: fieldLabel, Key: "skill", Headers: []string{"Compétence", "Libellé compétence", "Libellé de la compétence", "Nom de la compétence",
			"Intitulé de la compétence", "Intitulé compétence", "Compétences", "Intitulé", "Habilitation", "Intitulé de l'habilitation", "Certification", "Skill", "Skill name", "Skills", "Competency", "Competence", "Competencies"}},
		{Field: fieldDomain, Key: "domain", Headers: []string{"Domaine", "Domaine de compétence", "Domaine de la compétence", "Famille", "Catégorie", "Sous-domaine", "Domain", "Category", "Skill domain", "Skill category", "Skill group"}},
		{Field: fieldType, Key: "skill-type", Headers: []string{"Type de compétence", "Type compétence", "Type de la compétence", "Type", "Nature", "Skill type"}},
		{Field: fieldRequired, Key: "required", Headers: []string{"Niveau requis", "Niveau attendu", "Niveau cible", "Niv. requis", "Niv. attendu", "Requis", "Attendu", "Cible",
			"Required level", "Expected level", "Target level", "Level required", "Required", "Expected", "Target"}},
		{Field: fieldHeld, Key: "held", Headers: []string{"Niveau acquis", "Niveau détenu", "Niveau actuel", "Niveau évalué", "Niv. acquis", "Niveau", "Niv.", "Maîtrise",
			"Évaluation manager", "Éval. manager", "Évaluation N+1", "Éval. N+1", "Niveau manager", "Niveau N+1", "Note", "Held level", "Current level", "Actual level", "Assessed level", "Manager rating", "Manager assessment", "Proficiency", "Proficiency level", "Rating", "Level"}},
		{Field: fieldSelf, Key: "self", Headers: []string{"Auto-évaluation", "Auto-éval", "Niveau déclaré", "Niveau auto-évalué", "Autoévaluation salarié", "Self-assessment", "Self assessed level", "Self-rating", "Self-assessed"}},
		{Field: fieldObtained, Key: "obtained", Headers: []string{"Date d'obtention", "Obtenu le", "Obtained on", "Date obtained", "Issued on", "Issue date"}},
		{Field: fieldValidUntil, Key: "valid-until", Headers: []string{"Date de validité", "Date de fin de validité", "Fin de validité", "Valable jusqu'au",
			"Valide jusqu'au", "Date d'expiration", "Expiration", "Valid until", "Expiry date", "Expires on", "Expiration date", "Valid to"}},
		{Field: fieldValidated, Key: "validated", Headers: []string{"Validé N+1", "Validation N+1", "Visa N+1", "Validé", "Validation", "Validated", "Statut"}},
		{Field: fieldValidatedOn, Key: "validated-on", Headers: []string{"Date de validation", "Date validation", "Validé le", "Signé N+1 le", "Signé manager le", "Signé le", "Validated on"}},
		{Field: fieldPublished, Key: "published", Headers: []string{"Publié", "Publication", "Accord de publication", "Visible", "Published"}},
		{Field: fieldComment, Key: "comment", Headers: []string{"Commentaire", "Commentaires", "Observation", "Observations", "Appréciation", "Comment", "Comments"}},
		{Field: fieldDefinition, Key: "definition", Headers: []string{"Description", "Définition", "Descriptif", "Definition"}},
	}
}

// interviewColumns are those of an interview as a whole.
func interviewColumns() []table.Column {
	return []table.Column{
		{Field: fieldProject, Key: "project", Headers: []string{"Projet professionnel", "Projet", "Career project"}},
		{Field: fieldFunctionalMove, Key: "functional-move", Headers: []string{"Souhait de mobilité fonctionnelle", "Mobilité fonctionnelle", "Souhait mobilité fonctionnelle", "Functional mobility"}},
		{Field: fieldJobs, Key: "jobs", Headers: []string{"Emploi(s) visé(s)", "Emplois visés", "Emploi visé", "Emploi souhaité", "Emplois souhaités", "Poste souhaité", "Postes souhaités",
			"Poste(s) souhaité(s)", "Métier visé", "Métier(s) visé(s)", "Métiers visés", "Jobs wanted", "Desired jobs"}},
		{Field: fieldGeographicMove, Key: "geographic-move", Headers: []string{"Souhait de mobilité géographique", "Mobilité géographique", "Souhait mobilité géographique", "Geographic mobility"}},
		{Field: fieldPlaces, Key: "places", Headers: []string{"Zone(s) souhaitée(s)", "Zones souhaitées", "Zone souhaitée", "Lieu(x) souhaité(s)", "Lieux souhaités", "Lieu souhaité",
			"Site(s) souhaité(s)", "Sites souhaités", "Zones de mobilité", "Zone de mobilité", "Places wanted", "Desired locations"}},
		{Field: fieldHorizon, Key: "horizon", Headers: []string{"Échéance", "Horizon", "Échéance de mobilité", "Échéance souhaitée", "Time horizon"}},
		{Field: fieldTrainings, Key: "trainings", Headers: []string{"Formation(s) souhaitée(s)", "Formations souhaitées", "Formation souhaitée", "Formation(s) demandée(s)",
			"Formations demandées", "Souhaits de formation", "Besoins de formation", "Trainings wanted", "Training requests"}},
		{Field: fieldPriority, Key: "priority", Headers: []string{"Priorité formation", "Priorité", "Priorité de la formation", "Priority"}},
		{Field: fieldNextDue, Key: "next-due", Headers: []string{"Prochaine échéance", "Prochain entretien", "Date du prochain entretien", "Prochain entretien le",
			"Date prochaine échéance", "Next interview due", "Next due"}},
		{Field: fieldSignedOn, Key: "signed", Headers: []string{"Signé salarié le", "Signature salarié", "Date signature salarié", "Signé collaborateur le", "Signé par le salarié le", "Signed by employee on"}},
	}
}

// personColumns are those that say of a person what is not read from interviews, but must not be taken for skills.
func personColumns() []table.Column {
	return []table.Column{
		{Field: fieldFamilyName, Key: "family-name", Headers: []string{"Nom", "Nom d'usage", "Nom de famille", "lastName", "Surname", "Family name"}},
		{Field: fieldGivenName, Key: "given-name", Headers: []string{"Prénom", "Prénoms", "firstName", "Given name"}},
		{Field: fieldFullName, Key: "full-name", Headers: []string{"Nom Prénom", "Nom et prénom", "Prénom Nom", "Collaborateur", "Salarié", "Agent", "Employee", "Full name", "Name"}},
		{Field: fieldLogin, Key: "login", Headers: []string{"Login", "Identifiant réseau", "sAMAccountName", "uid"}},
		{Field: fieldPostCode, Key: "post-code", Headers: []string{"Code emploi", "Code poste", "Code métier", "Job code"}},
		{Field: fieldPost, Key: "post", Headers: []string{"Intitulé du poste", "Libellé emploi", "Poste", "Emploi", "Fonction", "Emploi-type", "Métier", "Job title", "Job"}},
		{Field: fieldUnit, Key: "unit", Headers: []string{"Entité", "Service", "Direction", "Département", "Équipe", "UO", "Affectation", "Atelier", "Department", "Team"}},
		{Field: fieldSite, Key: "site", Headers: []string{"Site", "Établissement", "Lieu", "Location"}},
		{Field: fieldManager, Key: "manager", Headers: []string{"Matricule N+1", "Matricule du N+1", "Matricule manager", "Manager", "Responsable", "N+1", "Supérieur hiérarchique"}},
		{Field: fieldOGR, Key: "ogr", Headers: []string{"Code OGR", "Code OGR ROME", "OGR", "Code compétence ROME"}},
		{Field: fieldESCO, Key: "esco", Headers: []string{"URI ESCO", "ESCO URI", "Code ESCO", "ESCO"}},
		{Field: fieldROME, Key: "rome", Headers: []string{"Code ROME", "ROME"}},
		{Field: fieldConcept, Key: "concept", Headers: []string{"Code PCS", "PCS-ESE", "CSP"}},
		{Field: fieldReason, Key: "reason", Headers: []string{WhyRejected, "Why it was rejected"}},
		{Field: fieldContract, Key: "contract", Headers: []string{"Type contrat", "Type de contrat", "Contrat", "Date embauche", "Date d'embauche", "Date d'entrée", "Ancienneté", "Date ancienneté"}},
	}
}

// row is what one record, or one cell of a matrix, says, with the columns of its table.
type row struct {
	where   ingest.Where
	cells   []string
	columns table.Columns
	header  []string
	// person numbers the people of a matrix from 1: all rows about one are accepted or rejected together.
	person int
	// personAt is the line on which a matrix names the person.
	personAt int
}

// get returns the cleaned cell of a field, or "" where there is no such column or cell, or it says nothing.
func (r row) get(name field) string {
	place, ok := r.columns[name]
	if !ok || place >= len(r.cells) {
		return ""
	}
	return table.Clean(r.cells[place])
}

// text returns the cell of a field that is a text, "" where it says that there is nothing to say.
func (r row) text(name field) string {
	if cell := r.get(name); !table.IsNothing(cell) {
		return cell
	}
	return ""
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
	if place, ok := r.columns[name]; ok && place < len(r.header) {
		return table.Clean(r.header[place])
	}
	return string(name)
}

// missing returns which columns a header lacks to be that of a table of people and skills, or "".
func missing(c table.Columns, trustEmail bool) string {
	var lacks []string
	switch {
	case c.Has(fieldNumber), trustEmail && c.Has(fieldMail):
	case c.Has(fieldMail):
		lacks = append(lacks, `"Matricule" (there are e-mails, which count with --trust-email only)`)
	default:
		lacks = append(lacks, `"Matricule"`)
	}
	if !c.Has(fieldCode) && !c.Has(fieldLabel) {
		lacks = append(lacks, `"Code compétence" / "Compétence"`)
	}
	return strings.Join(lacks, "; ")
}

// cellSkill is a skill of a cell that names several.
type cellSkill struct{ label, level string }

// splitLists gives each skill of a cell that names several a row of its own, in a table that has neither codes nor levels beside them:
// "Soudage TIG : 3 | Lecture de plans : Pratique". One skill in a cell stays as it is, whatever stands in brackets behind it.
func (s *sheet) splitLists(scale reading) {
	place, has := s.columns[fieldLabel]
	if !has || s.columns.Has(fieldCode) || hasLevel(s.columns) {
		return
	}
	lists := make([][]cellSkill, len(s.Records))
	leveled := false
	for i, each := range s.Records {
		lists[i] = cellSkills(each.Cell(place), scale)
		leveled = leveled || len(lists[i]) > 0 && lists[i][0].level != ""
	}
	if !slices.ContainsFunc(lists, func(of []cellSkill) bool { return len(of) > 0 }) {
		return
	}
	if leveled {
		s.addColumn(fieldHeld, s.header.Cell(place)+" (0-4)", func(table.Record) string { return "" })
	}
	var records []table.Record
	for i, each := range s.Records {
		if len(lists[i]) == 0 {
			records = append(records, each)
		}
		for _, one := range lists[i] {
			cells := slices.Clone(each.Cells)
			if cells[place] = one.label; leveled {
				cells[s.columns[fieldHeld]] = one.level
			}
			records = append(records, table.Record{Line: each.Line, Cells: cells})
		}
	}
	s.Records = records
}

// cellSkills returns the skills of a cell that names two or more: with a bar or a line break between them, or with commas or
// semicolons where each has its level.
func cellSkills(cell string, scale reading) []cellSkill {
	for _, separators := range []string{"|\n", ";", ","} {
		parts := table.Split(cell, separators)
		if len(parts) < 2 {
			continue
		}
		withLevels := make([]cellSkill, 0, len(parts))
		for _, part := range parts {
			if label, level, ok := leveledSkill(part, scale); ok {
				withLevels = append(withLevels, cellSkill{label, level})
			}
		}
		if len(withLevels) == len(parts) {
			return withLevels
		}
		if separators == "|\n" {
			plain := make([]cellSkill, len(parts))
			for i, part := range parts {
				plain[i].label = part
			}
			return plain
		}
	}
	return nil
}

// leveledSkill takes apart "Soudage TIG : 3" and "Soudage TIG (3)".
func leveledSkill(part string, scale reading) (label, level string, ok bool) {
	at := strings.LastIndexAny(part, ":(")
	if at <= 0 || part[at] == '(' && !strings.HasSuffix(part, ")") {
		return "", "", false
	}
	label, level = table.Clean(part[:at]), table.Clean(strings.TrimSuffix(part[at+1:], ")"))
	read, err := scale.read(level)
	return label, level, err == nil && read.level != nil && label != ""
}
