// Package api serves HTTP: it identifies who sends a request, and answers with GraphQL and pages.
//
// The sender is identified once, by an [Identify]; everything after it has only that person's
// view, and so cannot respond with what they may not see. A page is a GraphQL query and a template,
// so that pages show no more than the API does.
//
// Everything is on one origin and loads nothing from another: no CORS, no foreign script or font.
// Forms and requests that a browser sends for another site are refused, and responses may neither
// be framed nor cached.
package api
