// Package demo holds the command that serves the sample company on this machine, in a store that is gone when it ends, so that
// Sachant can be tried before anything is imported.
package demo
