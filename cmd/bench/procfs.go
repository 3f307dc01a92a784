package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// procfs is Linux's /proc. Where it is missing, whatever is read from it is 0.
type procfs string

// memory is what a process and its descendants hold, in bytes. Resident counts shared pages once
// for each process, proportional once in all.
type memory struct{ Proportional, Resident int64 }

const kilobyte = 1 << 10

// family is a process and all its descendants.
func (p procfs) family(pid int) []int {
	family := []int{pid}
	for i := 0; i < len(family); i++ {
		own := strconv.Itoa(family[i])
		tasks, _ := filepath.Glob(filepath.Join(string(p), own, "task", "*", "children"))
		for _, task := range tasks {
			content, _ := os.ReadFile(task)
			for _, child := range strings.Fields(string(content)) {
				if number, err := strconv.Atoi(child); err == nil {
					family = append(family, number)
				}
			}
		}
	}
	return family
}

func (p procfs) memory(pid int) memory {
	held := memory{}
	for _, each := range p.family(pid) {
		lines := p.lines(each, "smaps_rollup")
		held.Proportional += lines["Pss"] * kilobyte
		held.Resident += lines["Rss"] * kilobyte
	}
	return held
}

// peak is the most memory that a running process itself ever held resident, in bytes.
func (p procfs) peak(pid int) int64 { return p.lines(pid, "status")["VmHWM"] * kilobyte }

// lines are the numbers of a file made of lines such as "VmHWM:  123 kB".
func (p procfs) lines(pid int, name string) map[string]int64 {
	content, _ := os.ReadFile(filepath.Join(string(p), strconv.Itoa(pid), name))
	numbers := map[string]int64{}
	for line := range strings.Lines(string(content)) {
		key, rest, _ := strings.Cut(line, ":")
		if fields := strings.Fields(rest); len(fields) > 0 {
			numbers[key], _ = strconv.ParseInt(fields[0], 10, 64)
		}
	}
	return numbers
}

// ticks is how long one tick of the kernel's clock is as told to programs, on every usual Linux.
const ticks = 10 * time.Millisecond

// processor is the processor time that a process and its living descendants used so far.
func (p procfs) processor(pid int) time.Duration {
	used := time.Duration(0)
	for _, each := range p.family(pid) {
		content, _ := os.ReadFile(filepath.Join(string(p), strconv.Itoa(each), "stat"))
		used += processorOf(string(content))
	}
	return used
}

// processorOf reads user and system time from the text of a stat file: the 14th and 15th field.
// The second is the program's name in parentheses, which may hold anything.
func processorOf(stat string) time.Duration {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	const user, system = 14 - 3, 15 - 3
	if len(fields) <= system {
		return 0
	}
	inUser, _ := strconv.ParseInt(fields[user], 10, 64)
	inSystem, _ := strconv.ParseInt(fields[system], 10, 64)
	return time.Duration(inUser+inSystem) * ticks
}

// watchPeak reads again and again how much a process held at most, until done, and returns it.
func (p procfs) watchPeak(ctx context.Context, pid int) int64 {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	most := int64(0)
	for {
		most = max(most, p.peak(pid))
		select {
		case <-ctx.Done():
			return most
		case <-again.C:
		}
	}
}
