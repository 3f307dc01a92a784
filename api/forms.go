package api

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/sachant/sachant/api/page"
)

func likeVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"contribution": fields.Get("contribution"), "like": fields.Get("like") == "yes"}, nil
}

// decideVariables are a skill and the concept that it is, none where it is none of its candidates.
func decideVariables(fields url.Values) (map[string]any, error) {
	variables := map[string]any{"skill": fields.Get("skill"), "concept": nil}
	if concept := fields.Get("concept"); concept != "" {
		variables["concept"] = concept
	}
	return variables, nil
}

// rankedVariables say whether somebody is ranked: "yes" or "no", so that nothing else takes them out.
func rankedVariables(fields url.Values) (map[string]any, error) {
	ranked := fields.Get("ranked")
	if ranked != "yes" && ranked != "no" {
		return nil, page.Error{Status: http.StatusBadRequest}
	}
	return map[string]any{"ranked": ranked == "yes"}, nil
}

func consentVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"consent": fields.Get("consent") == "yes", "textVersion": fields.Get("version")}, nil
}

func followVariables(fields url.Values) (map[string]any, error) {
	return map[string]any{"person": fields.Get("person"), "follow": fields.Get("follow") == "yes"}, nil
}

// declareVariables declares a skill at a level, or withdraws the declaration where the form says so.
func declareVariables(fields url.Values) (map[string]any, error) {
	variables := map[string]any{
		"skill":     strings.TrimSpace(fields.Get("skill")),
		"level":     nil,
		"published": fields.Get("published") == "yes",
	}
	if fields.Get("withdraw") == "yes" {
		return variables, nil
	}
	level, err := strconv.ParseFloat(fields.Get("level"), 64)
	if err != nil {
		return nil, page.Error{Status: http.StatusBadRequest, Cause: err}
	}
	variables["level"] = level
	return variables, nil
}
