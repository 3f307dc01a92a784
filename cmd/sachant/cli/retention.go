package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sachant/sachant/graph/erasure"
)

// Retention is how long leavers are kept, and what stays of erased people.
type Retention struct {
	Leavers       erasure.Retention
	Contributions string
	// Notice says that people read the notice before they use the pages, Contact who answers questions about it.
	Notice   bool
	Contact  string
	register string
}

// Check returns an error for values that cannot be meant.
func (r Retention) Check() error {
	if err := r.Leavers.Check(); err != nil {
		return fmt.Errorf("--leaver-purge-days, --leaver-erase-days, --guest-days, --measure-days: %w", err)
	}
	if err := erasure.Contributions(r.Contributions).Check(); err != nil {
		return fmt.Errorf("--erased-contributions: %w", err)
	}
	return nil
}

// RegisterFlag adds the flag that says where the register of erasures lies.
func (o *Options) RegisterFlag(command *cobra.Command) {
	command.Flags().StringVar(&o.Retention.register, "erasure-register", "", "the `file` of hashes of those who were erased, to keep apart from the backups (without it erasures.jsonl in the data directory)")
}

// ContributionsFlag adds the flag that says what happens to the contributions of erased people.
func (o *Options) ContributionsFlag(command *cobra.Command) {
	command.Flags().StringVar(&o.Retention.Contributions, "erased-contributions", string(erasure.Delete), "what becomes of what those who are erased wrote to communities: `delete or keep`, without an author")
}

// NoticeFlags adds those that say what people read first.
func (o *Options) NoticeFlags(command *cobra.Command) {
	command.Flags().BoolVar(&o.Retention.Notice, "notice", true, "have people read the notice, and the charter of their role, before they use the pages")
	command.Flags().StringVar(&o.Retention.Contact, "privacy-contact", "", "the `address` of who answers questions about data protection")
}

// RetentionFlags adds those that say for how long what is known of people who left is kept.
func (o *Options) RetentionFlags(command *cobra.Command) {
	o.RegisterFlag(command)
	standard := erasure.DefaultRetention()
	command.Flags().IntVar(&o.Retention.Leavers.PurgeAfter, "leaver-purge-days", standard.PurgeAfter, "how many `days` what people entered themselves, such as wishes and consents, is kept after they left")
	command.Flags().IntVar(&o.Retention.Leavers.EraseAfter, "leaver-erase-days", standard.EraseAfter, "how many `days` after they left people are erased; what they wrote to communities stays without an author")
	command.Flags().IntVar(&o.Retention.Leavers.GuestAfter, "guest-days", standard.GuestAfter, "how many `days` guests of communities are kept after their last day")
	command.Flags().IntVar(&o.Retention.Leavers.MeasureAfter, "measure-days", standard.MeasureAfter, "how many `days` reports are kept after they were decided, and measures of moderators after their end")
}

// ErasureRegister is the register of erased people.
func (o *Options) ErasureRegister() erasure.Register {
	if o.Retention.register != "" {
		return erasure.Register(o.Retention.register)
	}
	return erasure.Register(filepath.Join(o.Data, "erasures.jsonl"))
}

// Copies is the file of the backups that were made.
func (o *Options) Copies() erasure.Copies {
	return erasure.Copies(filepath.Join(o.Data, "backups.jsonl"))
}
