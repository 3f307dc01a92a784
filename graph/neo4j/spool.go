package neo4j

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sachant/sachant/graph"
)

// spool holds records in a file, in the order in which they were added. The file has no name
// and is encrypted under a key that only this process has, as it holds what people wrote.
type spool struct {
	file    *os.File
	name    string // where the system cannot remove the name of an open file
	block   cipher.Block
	buffer  *bufio.Writer
	encoder *gob.Encoder
}

func newSpool() (*spool, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "sachant-scan-")
	if err != nil {
		return nil, fmt.Errorf("make a file for what is read: %w", err)
	}
	made := &spool{file: file, block: block}
	if err := os.Remove(file.Name()); err != nil {
		made.name = file.Name()
	}
	made.buffer = bufio.NewWriterSize(cipher.StreamWriter{S: made.stream(), W: file}, 1<<16)
	made.encoder = gob.NewEncoder(made.buffer)
	return made, nil
}

// stream is the key stream. One key is used for one file only, so its beginning may be fixed.
func (s *spool) stream() cipher.Stream { return cipher.NewCTR(s.block, make([]byte, aes.BlockSize)) }

func (s *spool) add(record graph.Record) error {
	if err := s.encoder.Encode(record); err != nil {
		return fmt.Errorf("keep what is read in a file: %w", err)
	}
	return nil
}

func (s *spool) addAll(facts []graph.Fact) error {
	for _, fact := range facts {
		record, err := fact.Record()
		if err != nil {
			return err
		}
		if err := s.add(record); err != nil {
			return err
		}
	}
	return nil
}

// each visits everything that was added; nothing can be added any more.
func (s *spool) each(visit func(graph.Record) error) error {
	if err := s.buffer.Flush(); err != nil {
		return fmt.Errorf("keep what is read in a file: %w", err)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	decoder := gob.NewDecoder(bufio.NewReaderSize(cipher.StreamReader{S: s.stream(), R: s.file}, 1<<16))
	for {
		var record graph.Record
		err := decoder.Decode(&record)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read back what was kept in a file: %w", err)
		}
		if err := visit(record); err != nil {
			return err
		}
	}
}

func (s *spool) close() error {
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	return err
}
