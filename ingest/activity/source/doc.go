// Package source holds what the readers of communities share: the keys of accounts, contributions and groups of one
// source, the people that a mapping gives to accounts, tags that become skills, and the warning that the same system was
// imported under another name.
package source
