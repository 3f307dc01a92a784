// Package maintenance holds the commands that keep a store whole: check, backup, restore, export, migrate, reindex, expire, audit and statistics.
package maintenance
