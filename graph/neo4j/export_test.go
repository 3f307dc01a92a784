package neo4j

// Forget has the store ask the server which facts exist.
func (s *Store) Forget() { s.writer.forget() }
