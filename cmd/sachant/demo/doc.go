// Package demo serves the sample company on this machine.
package demo
