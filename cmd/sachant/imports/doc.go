// Package imports holds the commands below import: each reads one kind of source, plans, and applies.
package imports
