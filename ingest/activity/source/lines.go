package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Lines reads lines of bounded length, so that a file without line breaks costs no memory.
type Lines struct {
	// Number is that of the last line, from 1; Read counts the bytes up to its end.
	Number int
	Read   int64

	from   *bufio.Reader
	most   int
	buffer []byte
}

// NewLines returns a reader of lines of at most that many bytes, a number of whole megabytes.
func NewLines(from io.Reader, most int) *Lines {
	return &Lines{from: bufio.NewReaderSize(from, 64<<10), most: most}
}

// Next returns the next line without surrounding blanks, valid until the next call; or that it is too long; or io.EOF. Other
// errors are those of reading.
func (r *Lines) Next() (line []byte, tooLong, err error) {
	r.buffer = r.buffer[:0]
	r.Number++
	for length := 0; ; {
		part, err := r.from.ReadSlice('\n')
		r.Read += int64(len(part))
		if length += len(part); length <= r.most {
			r.buffer = append(r.buffer, part...)
		} else {
			tooLong = fmt.Errorf("the line is longer than %d MB", r.most>>20)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && length > 0:
			return r.trimmed(), tooLong, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, nil, err
		}
	}
}

func (r *Lines) trimmed() []byte {
	line := r.buffer
	if r.Number == 1 {
		line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
	}
	return bytes.TrimSpace(line)
}
