// Package scim says what users and groups that a client of SCIM 2.0 (RFC 7643, RFC 7644) provisions mean as facts. It is pure:
// api/scim speaks the protocol and runs the imports.
//
// A user is an account, by the id that this server gave it, in a source that lists who works here and describes a person only
// while no other such source has them, as HR's file does: where a directory describes somebody, that stays. It meets them by
// employee number, and by e-mail where the source is trusted for it. A user who is not active, or is deleted, has left. A group is a
// community by invitation. Of a user the professional attributes are kept that are read of a directory; passwords, photographs,
// private addresses and numbers, roles and entitlements are not.
package scim
