package opening

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest/table"
)

type field = table.Field

// The fields of a list of openings, as messages name them.
const (
	fieldReference   field = "reference"
	fieldTitle       field = "title of the post"
	fieldRoleCode    field = "code of the role"
	fieldRole        field = "role"
	fieldROME        field = "ROME code"
	fieldUnit        field = "unit"
	fieldSite        field = "site"
	fieldContract    field = "contract"
	fieldPosted      field = "day of publication"
	fieldCloses      field = "last day to apply"
	fieldStarts      field = "day on which the work begins"
	fieldContact     field = "contact"
	fieldDescription field = "description"
	fieldState       field = "state of the opening"
	fieldMust        field = "skills that are needed"
	fieldNice        field = "skills that are nice to have"
	fieldSkill       field = "skill"
	fieldLevel       field = "level of the skill"
	fieldImportance  field = "importance of the skill"
)

// Columns returns every column that is read, with its headers in order of preference. Others are ignored.
func Columns() []table.Column {
	return []table.Column{
		{Field: fieldReference, Key: "reference", Headers: []string{"Référence", "Réf", "Référence de l'offre", "Référence offre", "Référence du poste", "N° offre", "N° de l'offre", "Numéro d'offre",
			"Code offre", "Id offre", "Reference", "Ref", "Job ID", "Requisition", "Requisition ID", "Identifiant"}},
		{Field: fieldTitle, Key: "title", Headers: []string{"Intitulé du poste", "Intitulé", "Intitulé de l'offre", "Titre", "Titre du poste", "Libellé du poste", "Poste à pourvoir", "Poste", "Job title", "Title", "Position"}},
		{Field: fieldRoleCode, Key: "role-code", Headers: []string{"Code emploi", "Code poste", "Code métier", "Code emploi-type", "Job code"}},
		{Field: fieldRole, Key: "role", Headers: []string{"Emploi-type", "Emploi type", "Métier", "Emploi", "Role", "Job profile"}},
		{Field: fieldROME, Key: "rome", Headers: []string{"Code ROME", "ROME", "ROME code"}},
		{Field: fieldUnit, Key: "unit", Headers: []string{"Entité", "Service", "Direction", "Département", "Équipe", "UO", "Affectation", "Atelier", "Unit", "Department", "Team"}},
		{Field: fieldSite, Key: "site", Headers: []string{"Site", "Lieu", "Lieu de travail", "Lieu du poste", "Établissement", "Localisation", "Ville", "Location", "Workplace"}},
		{Field: fieldContract, Key: "contract", Headers: []string{"Type de contrat", "Contrat", "Nature du contrat", "Contract", "Contract type", "Employment type"}},
		{Field: fieldPosted, Key: "posted", Headers: []string{"Date de publication", "Publiée le", "Publié le", "Date de parution", "Date d'ouverture", "Posted on", "Date posted"}},
		{Field: fieldCloses, Key: "closes", Headers: []string{"Date limite", "Date limite de candidature", "Candidature avant le", "Clôture", "Date de clôture", "Clôture le", "Valable jusqu'au", "Closing date", "Closes on", "Valid through", "Deadline"}},
		{Field: fieldStarts, Key: "starts", Headers: []string{"Date de disponibilité", "Disponible le", "Date de prise de poste", "Prise de poste", "Date de début", "À pourvoir le", "À pourvoir au", "Start date", "Available from", "Starts on"}},
		{Field: fieldContact, Key: "contact", Headers: []string{"Contact RH", "Contact", "Recruteur", "Correspondant RH", "Gestionnaire", "HR contact", "Recruiter"}},
		{Field: fieldDescription, Key: "description", Headers: []string{"Description", "Description du poste", "Missions", "Mission", "Descriptif", "Activités", "Activités principales", "Job description"}},
		{Field: fieldState, Key: "state", Headers: []string{"Statut", "État", "Statut de l'offre", "État de l'offre", "Status", "State"}},
		{Field: fieldMust, Key: "must", Headers: []string{"Compétences requises", "Compétences indispensables", "Compétences attendues", "Compétences clés", "Compétences exigées", "Compétences", "Required skills", "Must-have skills", "Skills"}},
		{Field: fieldNice, Key: "nice", Headers: []string{"Compétences souhaitées", "Compétences appréciées", "Compétences complémentaires", "Atouts", "Un plus", "Preferred skills", "Nice-to-have skills", "Desired skills"}},
		{Field: fieldSkill, Key: "skill", Headers: []string{"Compétence", "Libellé compétence", "Compétence requise", "Nom de la compétence", "Skill", "Required skill"}},
		{Field: fieldLevel, Key: "level", Headers: []string{"Niveau requis", "Niveau attendu", "Niveau", "Requis", "Attendu", "Required level", "Level"}},
		{Field: fieldImportance, Key: "importance", Headers: []string{"Importance", "Exigence", "Indispensable", "Obligatoire", "Caractère", "Must", "Priority"}},
	}
}

// stateOf returns the state that a cell names, folded; an opening in a list is open unless it says otherwise.
func stateOf(folded string) (state string, known bool) {
	switch folded {
	case "", "ouvert", "ouverte", "publie", "publiee", "en cours", "actif", "active", "a pourvoir", "en ligne", "open", "published":
		return graph.OpeningOpen, true
	case "brouillon", "en preparation", "a valider", "a publier", "draft", "pending":
		return graph.OpeningDraft, true
	case "pourvu", "pourvue", "filled", "hired":
		return graph.OpeningFilled, true
	case "clos", "close", "cloture", "cloturee", "ferme", "fermee", "annule", "annulee", "expire", "expiree", "suspendu", "suspendue", "closed", "cancelled", "canceled", "expired":
		return graph.OpeningClosed, true
	}
	return "", false
}

// isMust returns whether a cell says that a skill is needed; known is false where it says neither.
func isMust(folded string) (must, known bool) {
	switch folded {
	case "", "indispensable", "obligatoire", "requis", "requise", "exige", "exigee", "essentiel", "essentielle", "oui", "o", "x", "must", "must have", "required", "mandatory", "yes", "essential":
		return true, true
	case "souhaite", "souhaitee", "souhaitable", "apprecie", "appreciee", "optionnel", "optionnelle", "un plus", "atout", "non", "n", "nice", "nice to have", "preferred", "desired", "optional", "no":
		return false, true
	}
	return false, false
}
