package people

import "github.com/sachant/sachant/ingest/table"

type field = table.Field

// The fields of an HR file, as messages name them.
const (
	fieldNumber      field = "employee number"
	fieldFamilyName  field = "family name"
	fieldGivenName   field = "given name"
	fieldFullName    field = "full name"
	fieldMail        field = "e-mail"
	fieldPost        field = "post"
	fieldPostCode    field = "post code"
	fieldROME        field = "ROME code"
	fieldUnit        field = "unit"
	fieldSite        field = "site"
	fieldManager     field = "employee number of the manager"
	fieldHired       field = "day of hiring"
	fieldContractEnd field = "end of the contract"
	fieldLeaving     field = "day of leaving"
)

// Columns returns every column that is read, with its headers in order of preference. Others are ignored.
func Columns() []table.Column {
	return []table.Column{
		{Field: fieldNumber, Key: "number", Headers: []string{"Matricule", "N° matricule", "Numéro matricule", "Numéro de matricule", "Matricule salarié",
			"Matricule agent", "Matricule paie", "Numéro salarié", "N° salarié", "Id salarié", "Code salarié", "Identifiant salarié", "employeeNumber",
			"employeeID", "Employee no", "Employee number", "Personnel number", "Staff number", "Identifiant"}},
		{Field: fieldFamilyName, Key: "family-name", Headers: []string{"Nom d'usage", "Nom", "Nom de famille", "lastName", "Surname", "Family name"}},
		{Field: fieldGivenName, Key: "given-name", Headers: []string{"Prénom d'usage", "Prénom", "Prénoms", "firstName", "Given name"}},
		{Field: fieldFullName, Key: "full-name", Headers: []string{"Nom Prénom", "Nom et prénom", "Prénom Nom", "Collaborateur", "Salarié", "Agent", "Full name", "Name"}},
		{Field: fieldMail, Key: "mail", Headers: []string{"E-mail professionnel", "Adresse e-mail professionnelle", "Adresse mail professionnelle", "Mail professionnel",
			"E-mail", "Mail", "Courriel", "Adresse mail", "Adresse e-mail", "Work e-mail"}},
		{Field: fieldPost, Key: "post", Headers: []string{"Intitulé du poste", "Libellé emploi", "Libellé du poste", "Poste", "Emploi", "Fonction", "Emploi-type", "Métier",
			"rolePrincipal", "Job title", "Job", "Position"}},
		{Field: fieldPostCode, Key: "post-code", Headers: []string{"Code emploi", "Code poste", "Code métier", "Job code"}},
		{Field: fieldROME, Key: "rome", Headers: []string{"Code ROME", "ROME", "Fiche ROME"}},
		{Field: fieldUnit, Key: "unit", Headers: []string{"Service", "Entité", "Département", "Direction", "Équipe", "UO", "Affectation", "Atelier", "department", "Team", "Unit"}},
		{Field: fieldSite, Key: "site", Headers: []string{"Site", "Établissement", "Lieu", "Lieu de travail", "Location"}},
		{Field: fieldManager, Key: "manager", Headers: []string{"Matricule N+1", "Matricule du N+1", "Matricule manager", "Matricule responsable", "Manager", "Responsable", "N+1",
			"Supérieur hiérarchique"}},
		{Field: fieldHired, Key: "hired", Headers: []string{"Date d'embauche", "Date embauche", "Date d'entrée", "Date entrée", "Entrée le", "Embauché le", "dtContractStart", "Hire date", "Hired on", "Start date"}},
		{Field: fieldContractEnd, Key: "contract-end", Headers: []string{"Fin de contrat", "Date de fin de contrat", "Date fin contrat", "Fin du contrat", "dtContractEnd", "Contract end", "End of contract"}},
		{Field: fieldLeaving, Key: "leaving", Headers: []string{"Date de sortie", "Date de départ", "Date sortie", "Date départ", "Sortie le", "Départ le", "Leaving date", "Termination date", "Left on"}},
	}
}
