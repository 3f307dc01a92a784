// Package evaluation holds the command that measures the ranking on questions that people answered.
package evaluation
