package routing

import (
	"container/heap"
	"math"
)

// flow finds a flow of least cost by successive shortest paths (Edmonds and Karp, 1972): Dijkstra's algorithm over
// costs that potentials keep from being negative. gonum has maximum flow only, and no maintained module has this one.
type flow struct {
	arcs []arc   // each followed by its reverse
	from [][]int // the arcs out of each node
	// potentials are by node.
	potentials []int64
}

type arc struct {
	to, capacity int
	cost         int64
}

func newFlow(nodes int) flow {
	return flow{from: make([][]int, nodes), potentials: make([]int64, nodes)}
}

// arc adds an arc whose cost is 0 or more, and returns its number.
func (f *flow) arc(from, to, capacity int, cost int64) int {
	number := len(f.arcs)
	f.arcs = append(f.arcs, arc{to, capacity, cost}, arc{from, 0, -cost})
	f.from[from], f.from[to] = append(f.from[from], number), append(f.from[to], number+1)
	return number
}

// used reports whether something flows through an arc of capacity 1.
func (f *flow) used(number int) bool { return f.arcs[number].capacity == 0 }

// run sends one unit after the other along the cheapest path, while that costs less than limit.
func (f *flow) run(source, sink int, limit int64) {
	for {
		distances, by := f.cheapest(source)
		if distances[sink] == math.MaxInt64 {
			return
		}
		for node, distance := range distances {
			if distance != math.MaxInt64 {
				f.potentials[node] += distance
			}
		}
		if f.potentials[sink]-f.potentials[source] >= limit {
			return
		}
		for node := sink; node != source; node = f.arcs[by[node]^1].to {
			f.arcs[by[node]].capacity--
			f.arcs[by[node]^1].capacity++
		}
	}
}

// cheapest returns the reduced cost of the cheapest path to each node, and the arc by which it comes there.
func (f *flow) cheapest(source int) (distances []int64, by []int) {
	distances, by = make([]int64, len(f.from)), make([]int, len(f.from))
	for node := range distances {
		distances[node] = math.MaxInt64
	}
	distances[source] = 0
	open := &frontier{{source, 0}}
	for open.Len() > 0 {
		at := heap.Pop(open).(reached)
		if at.distance > distances[at.node] {
			continue
		}
		for _, number := range f.from[at.node] {
			next := &f.arcs[number]
			if next.capacity == 0 {
				continue
			}
			distance := at.distance + next.cost + f.potentials[at.node] - f.potentials[next.to]
			if distance < distances[next.to] {
				distances[next.to], by[next.to] = distance, number
				heap.Push(open, reached{next.to, distance})
			}
		}
	}
	return distances, by
}

// reached is a node, and what a path to it costs.
type reached struct {
	node     int
	distance int64
}

// frontier is a heap, the cheapest first; equal ones by node, so that the same flow is found every time.
type frontier []reached

func (f frontier) Len() int { return len(f) }
func (f frontier) Less(i, k int) bool {
	return f[i].distance < f[k].distance || f[i].distance == f[k].distance && f[i].node < f[k].node
}
func (f frontier) Swap(i, k int) { f[i], f[k] = f[k], f[i] }

// Push implements [heap.Interface].
func (f *frontier) Push(x any) { *f = append(*f, x.(reached)) }

// Pop implements [heap.Interface].
func (f *frontier) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}
