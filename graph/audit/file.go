package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// filesOf returns the names of the files of months, the oldest first. Other files, such as copies beside them, are no part of
// the audit.
func filesOf(dir string) ([]string, error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot read the audit: %w", err)
	}
	var names []string
	for _, each := range found {
		month, is := strings.CutSuffix(each.Name(), extension)
		if _, err := time.Parse(monthFormat, month); is && err == nil {
			names = append(names, each.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// eachLine visits the lines, with their ends, numbered from 1; rest is the length of what follows the last one.
func eachLine(file io.Reader, visit func(number int, line []byte) error) (rest int, err error) {
	reader := bufio.NewReader(file)
	for number := 1; ; number++ {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return len(line), nil
		}
		if err != nil {
			return 0, err
		}
		if err := visit(number, line); err != nil {
			return 0, err
		}
	}
}

// appendLine writes a line at the end of a file, and waits until it is on the disk.
func appendLine(path string, line []byte) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(line)
	return errors.Join(err, file.Sync(), file.Close())
}

// head is the file that holds the position of the last entry, so that it is noticed where the end of the log is cut off.
const head = "head"

func writeHead(dir string, at position) error {
	file, err := os.OpenFile(filepath.Join(dir, head), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(fmt.Appendf(nil, headFormat, at.sequence, at.hash), 0) // of the same length as before
	return errors.Join(err, file.Close())
}

const headFormat = "%020d %s\n"

func readHead(dir string) (at position, err error) {
	text, err := os.ReadFile(filepath.Join(dir, head))
	if err != nil {
		return position{}, err
	}
	_, err = fmt.Sscanf(string(text), "%d %s\n", &at.sequence, &at.hash)
	if err != nil || fmt.Sprintf(headFormat, at.sequence, at.hash) != string(text) {
		return position{}, errors.New("it is not as it was written")
	}
	return at, nil
}
