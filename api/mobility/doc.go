// Package mobility is the pages of openings, shortlists and searches by criteria: their rows, the variables of their queries
// and forms, and the functions of their templates.
package mobility
