package sqlite

import (
	"os"

	"golang.org/x/sys/unix"
)

// cached reads into a block what the page cache holds there of a file, up to the first page that it does
// not hold, and never from the disk; the answer is how many bytes that is.
func cached(file *os.File, block []byte, at int64) int64 {
	count, err := unix.Preadv2(int(file.Fd()), [][]byte{block}, at, unix.RWF_NOWAIT)
	if err != nil {
		return 0
	}
	return int64(count)
}
