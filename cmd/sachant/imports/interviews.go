package imports

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/cmd/sachant/cli"
	"github.com/sachant/sachant/graph"
	"github.com/sachant/sachant/ingest"
	"github.com/sachant/sachant/ingest/interview"
	"github.com/sachant/sachant/ingest/table"
)

// interviewOptions are the flags of import interviews.
type interviewOptions struct {
	*importOptions
	sheet, scale, rejects string
	maps                  []string
	prose                 bool // the files are running text, of which skills are proposed
	proposals, person     string
}

func newImportInterviews(i *importOptions) *cobra.Command {
	v := &interviewOptions{importOptions: i}
	command := &cobra.Command{
		Use:   "interviews FILE...",
		Short: "Import skills and wishes of GPEC/GEPP interviews, from CSV or XLSX files",
		Long: `Imports what people declare in GPEC/GEPP interviews: CSV or XLSX files with a row for each
person, skill and interview, or for each interview with its wishes, matrices of people and
skills, and lists of skills, with the column names that French HR systems use (Matricule,
Compétence, Niveau requis, Niveau acquis, Date de l'entretien, ...).

--dry-run says how each column was understood, what would change, and who and what is unknown.
--map "Niv. 2026=held" says what a column holds; that is kept for the source, and used the next
time. --rejects writes the rejected rows, with why, to be corrected and imported again.

People are found by employee number, or by e-mail with --trust-email, never by name. Comments
are left out and counted. A file with a column that must not be here (date of birth, social
security number, salary, health, ...) is refused whole.

A column Code OGR or URI ESCO, or a Code ROME that is the number of a skill, links the skill of its
row to that concept of an imported vocabulary. Two concepts for one skill are for skills review;
what was decided stays.

With --text the files are running text, such as notes of an interview or a CV. The skills that
they speak of are printed, each with the words that it stands on, and nothing is kept; --proposals
writes them as a table, to be checked and then imported. Labels of skills and concepts are found
without a language model; --model-url lets one propose more.`,
		Example: `  sachant import interviews --dry-run entretiens-2026.xlsx
  sachant import interviews entretiens-2026.csv --map "Niv. 2026=held" --rejects rejets.csv
  sachant import interviews --text notes.txt --person 000127 --proposals a-verifier.csv`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, files []string) error {
			switch {
			case v.prose:
				return cli.Failed(v.proposeFromTexts(command.Context(), files))
			case v.proposals+v.person != "":
				return errors.New("--proposals and --person go with --text")
			}
			return v.importFiles(command.Context(), files)
		},
	}
	flags := command.Flags()
	flags.BoolVar(&i.trustEmail, "trust-email", false, "find people by e-mail where a row has no employee number")
	flags.StringVar(&v.scale, "scale", "", "the `scale` of the levels: 0-4, 1-4, 1-5, words, iluo, public, or your own such as I=1,L=2,U=3,S=4 (told by the file where not given)")
	flags.StringVar(&v.sheet, "sheet", "", "the `name` of the sheet of a workbook (the first that holds something where not given)")
	flags.StringArrayVar(&v.maps, "map", nil, "what a column holds, as `HEADER=FIELD`, such as \"Niv. 2026=held\"; ignore leaves one out (repeatable)")
	flags.BoolVar(&v.prose, "text", false, "propose skills from running text, and keep none")
	flags.StringVar(&v.proposals, "proposals", "", "with --text, write what is proposed to this new `file`, a table to be checked and imported")
	flags.StringVar(&v.person, "person", "", "with --proposals, the employee `number` of the person that the text is about")
	i.override.flags(flags)
	flags.StringVar(&v.rejects, "rejects", "", "write the rejected rows to this `file`, with a column that says why")
	return command
}

func (v *interviewOptions) importFiles(ctx context.Context, files []string) error {
	reader := interview.Reader{Paths: files, Sheet: v.sheet, TrustEmail: v.trustEmail, Understood: v.details.understood}
	var err error
	if reader.Scale, err = interview.ParseScale(v.scale); err != nil {
		return fmt.Errorf("--scale: %w", err)
	}
	if reader.Mapping, err = table.ParseMapping(v.maps, interview.Columns()); err != nil {
		return fmt.Errorf("--map: %w", err)
	}
	if v.rejects != "" && len(files) > 1 {
		return errors.New("--rejects wants one file to import")
	}
	if err := cli.Readable(files); err != nil {
		return cli.Failed(err)
	}
	source := v.sourceOr("interviews")
	kept, err := v.Mappings().Read(source)
	if err != nil {
		return cli.Failed(err)
	}
	if reader.Allowed, err = v.allow(files); err != nil {
		return cli.Failed(err)
	}
	reader.Mapping, v.files = reader.Mapping.Over(kept), files
	v.after = func(report ingest.Report) error { return v.keep(ctx, source, reader, report) }
	return v.run(ctx, source, func(_ graph.Namer, store graph.Reader) (ingest.Reader, error) {
		reader.Store = store
		return reader, nil
	})
}

// keep keeps the mapping of a source, once it was used, and writes the rejected rows.
func (v *interviewOptions) keep(ctx context.Context, source string, reader interview.Reader, report ingest.Report) error {
	if err := v.keepMapping(source, reader.Mapping, report); err != nil {
		return err
	}
	if v.rejects == "" || len(report.Rejected) == 0 {
		return nil
	}
	reader.Understood, reader.Store = nil, nil
	file, err := os.OpenFile(v.rejects, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = reader.WriteRejects(ctx, report.Rejected, v.Text("Why it was rejected"), v.Text, file)
	return errors.Join(err, file.Close())
}
