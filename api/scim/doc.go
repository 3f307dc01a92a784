// Package scim serves SCIM 2.0 (RFC 7643 and RFC 7644) at /scim/v2. A client with a token that may provision, such as Entra or
// Okta, creates, changes and removes users and groups: what it says is imported like any other source (ingest/scim). Who has
// another token reads the people and communities that its viewer may see.
//
// Schemas, their validation and the errors are those of github.com/elimity-com/scim, filters are parsed by
// github.com/scim2/filter-parser. The server of the former is not used: it applies no PATCH, refuses what Entra sends (booleans as
// texts, a manager as a text, attributes that are not kept), and knows neither attributes, excludedAttributes nor versions.
package scim
