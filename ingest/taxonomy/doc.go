// Package taxonomy reads vocabularies of skills and jobs into concepts and roles: ROME of France Travail, ESCO of the
// European Commission, a company's own list and its list of synonyms.
//
// Tables are known by the names of their columns, so that a file may be called anything and hold further columns. What a
// folder lacks is named, and the rest is read. A concept that a later version no longer has is kept and marked as
// deprecated; its labels in languages that a run does not read stay as they are.
package taxonomy
