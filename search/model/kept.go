package model

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// kept are answers in a folder, a file each, named by the hash of what was asked. They hold what was said of a text, so
// they are for the owner of the folder alone and do not stay for ever.
type kept struct {
	dir string // nothing is kept where empty
	now func() time.Time

	mutex     sync.Mutex
	forgotten time.Time // when old answers were last removed
}

const (
	// keptFor is how long an answer is kept.
	keptFor = 30 * 24 * time.Hour
	// forgetEvery is how often a client that is asked looks for old answers.
	forgetEvery = time.Hour
)

// contentHash is that of some texts, in order.
func contentHash(texts ...string) string {
	hash := sha256.New()
	for _, text := range texts {
		_, _ = hash.Write([]byte(strconv.Itoa(len(text)) + ":" + text))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

const keptEnding = ".answer.json"

func (k *kept) path(id string) string { return filepath.Join(k.dir, id+keptEnding) }

func (k *kept) read(id string) (string, bool) {
	if k.dir == "" {
		return "", false
	}
	k.forgetOld()
	content, err := os.ReadFile(k.path(id))
	return string(content), err == nil
}

// write keeps an answer; where that fails it is asked for again.
func (k *kept) write(id, answer string) {
	if k.dir == "" || os.MkdirAll(k.dir, 0o700) != nil {
		return
	}
	made, err := os.CreateTemp(k.dir, "answer-*")
	if err != nil {
		return
	}
	_, err = made.WriteString(answer)
	if closed := made.Close(); err != nil || closed != nil || os.Rename(made.Name(), k.path(id)) != nil {
		_ = os.Remove(made.Name())
	}
}

// forgetOld removes the answers that were kept long enough, where that was not done lately.
func (k *kept) forgetOld() {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.dir == "" || k.now().Sub(k.forgotten) < forgetEvery {
		return
	}
	k.forgotten = k.now()
	entries, err := os.ReadDir(k.dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && strings.HasSuffix(entry.Name(), keptEnding) && k.now().Sub(info.ModTime()) > keptFor {
			_ = os.Remove(filepath.Join(k.dir, entry.Name()))
		}
	}
}
