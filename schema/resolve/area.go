package resolve

// Area is the Go side of a part of schema.graphql. The fields of facts need none.
type Area struct {
	// Resolvers are those of fields that no struct has, by "Type.field".
	Resolvers map[string]Func
	// Structs are the zero values of the object types that are not facts.
	Structs map[string]any
}
