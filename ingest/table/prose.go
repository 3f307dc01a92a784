package table

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// DecodeProse returns the content of a file of running text, in whatever encoding, as NFC with lines that end in "\n",
// and notes on what a person should check. Files that hold their text in another form are refused, and so are those of
// more bytes than most.
func DecodeProse(ctx context.Context, content []byte, most int) (prose string, notes []string, err error) {
	for start, name := range map[string]string{"%PDF": "PDF", "PK\x03\x04": "Word, OpenDocument, ZIP", "\xd0\xcf\x11\xe0": "Word", "{\\rtf": "RTF"} {
		if bytes.HasPrefix(content, []byte(start)) {
			return "", nil, fmt.Errorf("is a file of %s: save it as text, or copy the text out of it", name)
		}
	}
	if len(content) > most {
		return "", nil, fmt.Errorf("is longer than %d bytes", most)
	}
	prose, notes, err = decodeText(ctx, content)
	if len(prose) > most {
		return "", nil, errors.New("is too long once it is decoded")
	}
	return prose, notes, err
}
