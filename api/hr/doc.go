// Package hr is the pages of human resources, their files, and those of numbers that everybody sees.
package hr
