// Package permit keeps what stands behind a view for packages under graph/access: no other package can import it, and so
// none can name the argument that [access.Gate.Unfiltered] asks for.
package permit

// Permit is the argument of what only packages under graph/access may call.
type Permit struct{ _ struct{} }
