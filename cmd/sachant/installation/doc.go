// Package installation opens a data directory: the store, the installation's key, the search index, the snapshot of the replica and the vocabulary.
package installation
