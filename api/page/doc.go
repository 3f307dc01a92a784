// Package page is what pages are made of: rows of pages and forms, the server that executes their queries as the person who asks, and the renderer of their templates in each language.
package page
