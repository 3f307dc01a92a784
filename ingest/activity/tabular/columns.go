package tabular

import (
	"github.com/sachant/sachant/ingest/table"
)

type field = table.Field

// The fields of a list of contributions, as messages name them.
const (
	fieldID        field = "id"
	fieldAuthor    field = "author"
	fieldMail      field = "e-mail address of the author"
	fieldName      field = "name of the author"
	fieldKind      field = "kind of contribution"
	fieldTime      field = "time"
	fieldTopic     field = "topics"
	fieldTitle     field = "title"
	fieldText      field = "text"
	fieldReply     field = "id of what it replies to"
	fieldURL       field = "address"
	fieldAccepted  field = "accepted"
	fieldCommunity field = "community"
	fieldAudience  field = "visibility"
	fieldScore     field = "score"
	fieldDeleted   field = "deleted"

	fieldGroup        field = "id of the group"
	fieldPrivateGroup field = "in a private group"
	fieldPrivate      field = "in a private conversation"
	fieldSender       field = "type of the sender"
)

// Columns returns every column of a list of contributions, with its headers in order of preference. Others are ignored.
func Columns() []table.Column {
	return []table.Column{
		{Field: fieldAuthor, Key: "author", Headers: []string{"author", "auteur", "author_id", "compte", "account", "user", "utilisateur", "username", "login"}},
		{Field: fieldMail, Key: "mail", Headers: []string{"author_email", "auteur_email", "email", "mail", "adresse", "courriel"}},
		{Field: fieldName, Key: "name", Headers: []string{"author_name", "auteur_nom", "nom", "name", "display_name"}},
		{Field: fieldKind, Key: "kind", Headers: []string{"kind", "type", "nature", "genre"}},
		{Field: fieldTime, Key: "time", Headers: []string{"time", "date", "created_at", "published", "publié le", "heure", "timestamp", "horodatage"}},
		{Field: fieldTopic, Key: "topic", Headers: []string{"topic", "topics", "tags", "tag", "sujet", "sujets", "thème", "thèmes", "mots-clés", "étiquettes"}},
		{Field: fieldTitle, Key: "title", Headers: []string{"title", "titre", "objet", "subject"}},
		{Field: fieldText, Key: "text", Headers: []string{"text", "texte", "body", "content", "contenu", "message"}},
		{Field: fieldID, Key: "id", Headers: []string{"id", "identifiant", "post_id", "message_id"}},
		{Field: fieldReply, Key: "reply", Headers: []string{"in_reply_to", "reply_to", "parent_id", "parent", "réponse à", "replied_to_id"}},
		{Field: fieldURL, Key: "url", Headers: []string{"url", "lien", "link", "permalink"}},
		{Field: fieldAccepted, Key: "accepted", Headers: []string{"accepted", "accepté", "acceptée", "solution", "is_solution", "best_answer"}},
		{Field: fieldCommunity, Key: "community", Headers: []string{"community", "communauté", "espace", "space", "group", "groupe", "channel", "canal"}},
		{Field: fieldAudience, Key: "visibility", Headers: []string{"visibility", "visibilité", "audience"}},
		{Field: fieldScore, Key: "score", Headers: []string{"score", "likes", "j'aime", "votes"}},
		{Field: fieldDeleted, Key: "deleted", Headers: []string{"deleted", "supprimé", "deleted_at", "supprimé le"}},
	}
}

// vivaColumns are those of Messages.csv in an export of Viva Engage.
func vivaColumns() []table.Column {
	return []table.Column{
		{Field: fieldID, Key: "id", Headers: []string{"id"}},
		{Field: fieldAuthor, Key: "author", Headers: []string{"sender_id"}},
		{Field: fieldMail, Key: "mail", Headers: []string{"sender_email"}},
		{Field: fieldName, Key: "name", Headers: []string{"sender_name"}},
		{Field: fieldSender, Key: "sender-type", Headers: []string{"sender_type"}},
		{Field: fieldKind, Key: "kind", Headers: []string{"message_type"}},
		{Field: fieldTime, Key: "time", Headers: []string{"created_at"}},
		{Field: fieldTitle, Key: "title", Headers: []string{"title"}},
		{Field: fieldText, Key: "text", Headers: []string{"body"}},
		{Field: fieldReply, Key: "reply", Headers: []string{"replied_to_id"}},
		{Field: fieldURL, Key: "url", Headers: []string{"web_url"}},
		{Field: fieldGroup, Key: "group", Headers: []string{"group_id"}},
		{Field: fieldCommunity, Key: "community", Headers: []string{"group_name"}},
		{Field: fieldPrivateGroup, Key: "private-group", Headers: []string{"in_private_group"}},
		{Field: fieldPrivate, Key: "private", Headers: []string{"in_private_conversation"}},
		{Field: fieldDeleted, Key: "deleted", Headers: []string{"deleted_at"}},
	}
}
