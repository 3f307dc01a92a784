// Package cli is what every command of sachant is made of: its options, their configuration, messages, errors with an exit status, and progress.
package cli
