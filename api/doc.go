// Package api speaks HTTP: it finds out who is asking, and answers with GraphQL and with pages.
//
// Who is asking is decided once, by an [Identify], and from then on there is only that person's
// view: nothing here could answer with what they may not see. A page is a GraphQL query and a
// template, so that pages show no more than the API answers.
//
// Everything is on one origin, and nothing is asked of another: no CORS, no script, no font
// from elsewhere. What a browser sends from another site is refused, and what it is sent may
// neither be framed nor kept.
package api
