// Package mobility is the pages of openings, shortlists and searches by criteria.
package mobility
