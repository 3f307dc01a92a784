package main

import (
	"testing"

	"github.com/sachant/sachant/cmd/sachant/demo"
	"github.com/sachant/sachant/fixtures"
	"github.com/sachant/sachant/graph/access"
	"github.com/sachant/sachant/graph/access/asking"
)

// Questions of the sample company wait for an answer, each with the people it went to.
func TestQuestionsOfTheSampleCompanyWait(t *testing.T) {
	o, inst := sampleInstallation(t, fixtures.WithActivity)
	if err := demo.PopulateQuestions(t.Context(), o.Now(), inst); err != nil {
		t.Fatal(err)
	}
	open, err := asking.OpenQuestions(t.Context(), access.NewGate(inst.Store, inst.Store))
	if err != nil || len(open) != len(fixtures.PendingQuestions()) {
		t.Fatalf("%d questions wait, %v", len(open), err)
	}
	for _, question := range open {
		if len(question.Asked) != 2 {
			t.Errorf("%q went to %v", question.Title, question.Asked)
		}
	}
}
