// Package config reads the configuration file of an installation: which values it may hold, and where in the file each one
// is. What a value means, and whether it is a good one, is decided by the flag that it stands for.
package config

import (
	"slices"
	"strings"
)

// Setting is a value that a configuration file may hold.
type Setting struct {
	// Key is its place in the file, such as "roles.hr.group".
	Key string
	// Flag is the command-line flag that it stands for; empty where there is none, and only Variable is.
	Flag string
	// Variable is the environment variable that comes before the file.
	Variable string
	// Several says that the value may be a list; Pairs, that it may be a mapping of names to values, each of which is one
	// value "name=value".
	Several, Pairs bool
}

// Settings returns all settings, in the order in which they are shown.
func Settings() []Setting {
	return append([]Setting{
		flag("listen", "listen"),
		flag("tls.certificate_file", "tls-cert"),
		flag("tls.key_file", "tls-key"),
		flag("store.data", "data"),
		flag("store.neo4j.address", "store"),
		variable("store.neo4j.username", "NEO4J_USERNAME"),
		variable("store.neo4j.password_file", "NEO4J_PASSWORD_FILE"),
		variable("store.neo4j.bearer_token_file", "NEO4J_BEARER_TOKEN_FILE"),
		variable("store.neo4j.database", "NEO4J_DATABASE"),
		variable("store.neo4j.ca_file", "NEO4J_CA_FILE"),
		several("sign_in.proxy.addresses", "trusted-proxy"),
		flag("sign_in.proxy.user_header", "user-header"),
		several("sign_in.proxy.realms", "user-realm"),
		flag("sign_in.proxy.groups_header", "groups-header"),
		flag("sign_in.proxy.groups_separator", "groups-separator"),
		flag("sign_in.public_url", "public-url"),
		flag("sign_in.session.idle", "session-idle"),
		flag("sign_in.session.lifetime", "session-lifetime"),
		flag("sign_in.oidc.issuer", "oidc-issuer"),
		flag("sign_in.oidc.client_id", "oidc-client-id"),
		flag("sign_in.oidc.client_secret_file", "oidc-client-secret-file"),
		flag("sign_in.oidc.name", "oidc-name"),
		flag("sign_in.oidc.ca_file", "oidc-ca-file"),
		several("sign_in.oidc.scopes", "oidc-scope"),
		flag("sign_in.oidc.person_claim", "oidc-person-claim"),
		flag("sign_in.oidc.trust_email", "oidc-trust-email"),
		several("sign_in.oidc.group_claims", "oidc-group-claim"),
		flag("sign_in.directory.address", "directory-url"),
		flag("sign_in.directory.base", "directory-base"),
		flag("sign_in.directory.bind_dn", "directory-bind-dn"),
		flag("sign_in.directory.bind_password_file", "directory-bind-password-file"),
		flag("sign_in.directory.ca_file", "directory-ca-file"),
		flag("sign_in.directory.plaintext", "directory-plaintext"),
		flag("sign_in.directory.source", "directory-source"),
		flag("sign_in.directory.identity", "directory-identity"),
		several("sign_in.directory.login_attributes", "directory-login-attribute"),
		flag("roles.hr.group", "hr-group"),
		{Key: "roles.hr.perimeters", Flag: "hr-perimeter", Variable: variableOf("hr-perimeter"), Several: true, Pairs: true},
		flag("roles.recruiter.group", "recruiter-group"),
		flag("roles.vocabulary.group", "vocabulary-group"),
		flag("roles.data_protection_officer.group", "dpo-group"),
		flag("roles.administrator.group", "administrator-group"),
		{Key: "roles.community_manager.communities", Flag: "community-manager", Variable: variableOf("community-manager"), Several: true, Pairs: true},
	}, slices.Concat(rules(), questions(), servers(), monitoring())...)
}

// rules are the settings of what a company decides.
func rules() []Setting {
	return []Setting{
		several("pilot.places", "pilot-place"),
		several("pilot.groups", "pilot-group"),
		flag("policy.managers_see_gaps", "managers-see-gaps"),
		{Key: "policy.fields.widest", Flag: "field-widest", Variable: variableOf("field-widest"), Several: true, Pairs: true},
		{Key: "policy.fields.default", Flag: "field-default", Variable: variableOf("field-default"), Several: true, Pairs: true},
		flag("privacy.notice", "notice"),
		flag("privacy.contact", "privacy-contact"),
		flag("retention.audit_months", "audit-months"),
		flag("retention.leaver_purge_days", "leaver-purge-days"),
		flag("retention.leaver_erase_days", "leaver-erase-days"),
		flag("retention.guest_days", "guest-days"),
		flag("retention.measure_days", "measure-days"),
		flag("retention.erased_contributions", "erased-contributions"),
		flag("retention.erasure_register", "erasure-register"),
		flag("interviews.period_months", "interview-period"),
		flag("interviews.former_rules_until", "interview-legacy-until"),
		flag("search.trade_words", "trade-words"),
	}
}

// questions are the settings of questions that nobody answers.
func questions() []Setting {
	return []Setting{
		flag("questions.reminder_days", "question-reminder-days"),
		flag("questions.wider_days", "question-wider-days"),
		flag("questions.manager_days", "question-manager-days"),
		flag("questions.holidays", "holidays"),
		several("questions.closed_days", "closed-days"),
	}
}

// servers are the settings of other servers that are asked.
func servers() []Setting {
	return []Setting{
		flag("language_model.address", "model-url"),
		flag("language_model.model", "model"),
		flag("language_model.embedding_model", "embedding-model"),
		flag("language_model.key_file", "model-key-file"),
		flag("language_model.timeout", "model-timeout"),
		flag("mail.host", "mail-host"),
		flag("mail.port", "mail-port"),
		flag("mail.tls", "mail-tls"),
		flag("mail.user", "mail-user"),
		flag("mail.password_file", "mail-password-file"),
		flag("mail.ca_file", "mail-ca-file"),
		flag("mail.from", "mail-from"),
		several("mail.administrators", "mail-administrator"),
		several("webhooks.address_files", "webhook"),
		flag("webhooks.language", "webhook-language"),
		several("chat.secret_files", "chat"),
		several("chat.people_files", "chat-people"),
		several("embed.origins", "embed-origin"),
		flag("scim.serve", "scim"),
		flag("scim.trust_email", "scim-trust-email"),
		flag("scim.removals", "scim-removals"),
	}
}

// monitoring are the settings of how a server is watched.
func monitoring() []Setting {
	return []Setting{
		flag("metrics.listen", "metrics-listen"),
		flag("traces.otlp_endpoint", "otlp-endpoint"),
		flag("log.level", "log-level"),
		flag("log.format", "log-format"),
	}
}

func flag(key, name string) Setting {
	return Setting{Key: key, Flag: name, Variable: variableOf(name)}
}

func several(key, name string) Setting {
	return Setting{Key: key, Flag: name, Variable: variableOf(name), Several: true}
}

func variable(key, name string) Setting { return Setting{Key: key, Variable: name} }

// variableOf returns the environment variable of a flag: SACHANT_HR_GROUP of "hr-group".
func variableOf(flag string) string {
	return "SACHANT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
