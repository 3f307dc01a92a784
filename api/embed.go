package api

import "embed"

//go:embed pages
var embedded embed.FS
