// Package admin answers what administrators ask of the installation: how the sources that the server reads stand, and what is to be
// done about them. It holds nothing of people.
package admin
