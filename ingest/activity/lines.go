package activity

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxLine is as long as one activity may be, in bytes.
const maxLine = 1 << 20

// lineReader reads lines of bounded length, so that a file without line breaks costs no memory.
type lineReader struct {
	from   *bufio.Reader
	number int
	read   int64
	buffer []byte
}

func newLineReader(from io.Reader) *lineReader {
	return &lineReader{from: bufio.NewReaderSize(from, 64<<10)}
}

// next is the next line without blanks around it, good until the next call; or that it is too
// long; or io.EOF. Other errors are those of reading.
func (r *lineReader) next() (line []byte, tooLong, err error) {
	r.buffer = r.buffer[:0]
	r.number++
	for length := 0; ; {
		part, err := r.from.ReadSlice('\n')
		r.read += int64(len(part))
		if length += len(part); length <= maxLine {
			r.buffer = append(r.buffer, part...)
		} else {
			tooLong = fmt.Errorf("the line is longer than %d MB", maxLine>>20)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && length > 0:
			return r.trimmed(), tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, nil, err
		}
	}
}

func (r *lineReader) trimmed() []byte {
	line := r.buffer
	if r.number == 1 {
		line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	return bytes.TrimSpace(line)
}
