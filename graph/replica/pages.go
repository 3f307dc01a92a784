package replica

// pageLength is a compromise: a change copies a page, and a snapshot has a list of all pages.
const pageLength = 256

// pages is a long list in pages, which snapshots share until one of them changes a page.
type pages[T any] struct {
	list   []*[pageLength]T
	length uint32
}

// at is an element to read.
func (p *pages[T]) at(i uint32) *T { return &p.list[i/pageLength][i%pageLength] }

// draft is a list of pages while it is changed; what it was made from stays as it is.
type draft[T any] struct {
	pages[T]
	own map[uint32]bool // pages that are not shared
}

func (p pages[T]) edit() draft[T] {
	return draft[T]{
		pages: pages[T]{list: append([]*[pageLength]T(nil), p.list...), length: p.length},
		own:   map[uint32]bool{},
	}
}

// change is an element to write; its page is copied first where it is shared.
func (d *draft[T]) change(i uint32) *T {
	page := i / pageLength
	if !d.own[page] {
		copied := *d.list[page]
		d.list[page] = &copied
		d.own[page] = true
	}
	return d.at(i)
}

// add appends. The rest of a shared page is free to be written: no snapshot that shares it reads
// beyond its own length, and there is one draft at a time.
func (d *draft[T]) add(element T) uint32 {
	i := d.length
	if page := i / pageLength; int(page) == len(d.list) {
		d.list = append(d.list, new([pageLength]T))
		d.own[page] = true
	}
	d.length++
	*d.at(i) = element
	return i
}
