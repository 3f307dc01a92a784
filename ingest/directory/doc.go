// Package directory reads the people of a company from its directory: from an LDIF file, or
// from an LDAP server such as OpenLDAP, 389 or Active Directory.
//
// What is read is a closed list of professional attributes of inetOrgPerson, Active Directory
// and Supann; photographs, private addresses and numbers, and descriptions are never
// requested. Only people are emitted: groups, computers, contacts, service accounts and shared
// mailboxes are counted as "other".
//
// # Identity
//
// A person's entry is recognised in the next run by one attribute, the same for the whole
// source: the first of objectGUID, entryUUID, nsUniqueId, ipaUniqueID, GUID, employeeNumber,
// employeeID and supannEmpId that at least half of the people have. An entry without it is
// rejected, and makes the run incomplete. A file that holds nothing better is read by uid, or
// else by mail, with a warning: both change with a marriage, which then looks like a departure
// and an arrival. A server usually has something better, so there the operator has to name uid.
//
// # Why there is a reader of LDIF here
//
// The LDIF reader of go-ldap reads local files that a value names ("photo:< file:///..."),
// fails on empty values, and does not report the line of an entry. Ours reads entries
// one by one with their lines, keeps only the wanted attributes, and reports an entry that
// it cannot read and continues with the next.
package directory
