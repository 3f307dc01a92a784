package main

import (
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/activity"
	"github.com/sachant/sachant/ingest/interview"
)

func interviewReader(i *importOptions, files []string, scale string) makeReader {
	return func(_ graph.Namer, known graph.Reader) (ingest.Reader, error) {
		parsed, err := interview.ParseScale(scale)
		if err != nil {
			return nil, err
		}
		return interview.Reader{Paths: files, Scale: parsed, TrustEmail: i.trustEmail, Store: known}, nil
	}
}

func activityReader(i *importOptions, source, dump, lines, mapping string) makeReader {
	return func(namer graph.Namer, known graph.Reader) (ingest.Reader, error) {
		var owners activity.Mapping
		if mapping != "" {
			var err error
			if owners, err = activity.ReadMapping(mapping); err != nil {
				return nil, err
			}
			i.mapped = owners.HasMail()
		}
		if dump != "" {
			return activity.StackExchange{Dir: dump, Source: source, Namer: namer, Mapping: owners}, nil
		}
		return activity.JSONLines{Path: lines, Source: source, Namer: namer, Mapping: owners, TrustEmail: i.trustEmail, Store: known}, nil
	}
}
