package main

import (
	"errors"

	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/directory"
)

func (d *directoryOptions) ldap(directory.Options) (ingest.Reader, error) { return nil, errors.New("x") }
