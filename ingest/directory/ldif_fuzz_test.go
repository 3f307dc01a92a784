package directory

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// FuzzLDIF: any bytes are read to their end, as records whose lines rise.
func FuzzLDIF(f *testing.F) {
	for _, seed := range []string{
		"dn: uid=a,dc=b\nobjectClass: person\ncn: A\n\ndn:: dWlkPWI=\ncn;lang-fr: B\n folded\n",
		"version: 1\r\n\r\n# comment\r\n folded\r\ndn: a=b\r\njpegPhoto:< file:///etc/passwd\r\n",
		"dn: a\nchangetype: modify\nreplace: cn\ncn: x\n-\n\n", "\xef\xbb\xbfdn:", " \n \n:\n::\n:<\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rest := bytes.NewReader(text)
		in := newLDIF(rest, Options{}.names())
		last := 0
		for {
			rec, err := in.record()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil && strings.Contains(err.Error(), "version") {
				return
			}
			if err != nil {
				t.Fatalf("record: %v", err)
			}
			if rec.line <= last {
				t.Fatalf("a record on line %d comes after one on line %d", rec.line, last)
			}
			last = rec.line
			_ = normalDN(rec.dn)
			_ = kindOf(rec.entry, Options{})
			_, _ = personOf(rec.entry, Options{})
		}
		if rest.Len() > 0 {
			t.Fatalf("%d of %d bytes were not read", rest.Len(), len(text))
		}
	})
}

// TestWhatIsWrittenIsRead: whatever the values, in either encoding and folded anywhere.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		values := rapid.SliceOf(rapid.SliceOf(rapid.Byte())).Draw(rt, "values")
		width := rapid.IntRange(1, 30).Draw(rt, "width")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "end")
		text := "dn: uid=a" + end
		want := [][]byte(nil)
		for _, value := range values {
			text += folded("cn:: "+base64.StdEncoding.EncodeToString(value), width, end)
			want = append(want, value)
		}
		rec, err := newLDIF(strings.NewReader(text), Options{}.names()).record()
		if err != nil || rec.wrong != nil || rec.dn != "uid=a" {
			rt.Fatalf("record = %+v, %v", rec, err)
		}
		if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(rec.values["cn"])); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func folded(line string, width int, end string) string {
	var out strings.Builder
	for len(line) > width {
		out.WriteString(line[:width] + end + " ")
		line = line[width:]
	}
	return out.String() + line + end
}
