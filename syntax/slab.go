package syntax

import (
	"cmp"
	"slices"
)

// slab hands out values of one type from blocks of memory that grow, so that a small tree
// stays small and a large one takes few allocations.
type slab[T any] struct {
	// Of the block, the first so many are free: they are handed out from the last on. A slice of what is free would have to be
	// written for each, and while the collector runs, to write a pointer costs more than all else here.
	block []T
	free  int

	next   int // size of the next block; 0 if there was none yet
	given  int // values handed out or left over in earlier blocks
	wanted int // values that will probably be needed in all; 0 if that is not known

	// progress, if set, says how much of the work is done: a block is made as large as the
	// rest will need if it goes on like that.
	progress *progress
}

// progress is how far the reader is in its text.
type progress struct{ done, whole int }

// rest is how many more there will be if there were n up to now and it goes on like that, with some to
// spare; known says whether enough has been read to tell.
func (p *progress) rest(n int) (more int, known bool) {
	if p.done <= p.whole/16 {
		return 0, false
	}
	more = int(float64(n) / float64(p.done) * float64(p.whole-p.done))
	return more + more/16 + 4, true
}

// grown is what the reader collects, with room for all that is to come: what is large is not copied
// again and again.
func grown[T any](s []T, p *progress) []T {
	more, _ := p.rest(len(s))
	return slices.Grow(s, max(more, 1))
}

const (
	slabFirst = 16 // where nothing is foreseen
	slabSpare = 8  // for what every project has, however small
	// slabMost is the size of the largest blocks. Larger ones save no time, and leave more unused; ones of at most 512 bytes,
	// which the collector looks at in bulk, take a tenth more in all for 10,000 services.
	slabMost = 800
)

// begin makes the first block as large as the reader guesses that it needs, and the others as its progress tells.
func (s *slab[T]) begin(p *progress, first int) { s.progress, s.next = p, min(first, slabMost) }

func (s *slab[T]) grow(need int) {
	size := cmp.Or(s.next, slabFirst)
	s.next = min(size+size/2, slabMost)
	if s.wanted > 0 {
		// Not all at once, since what is really needed differs much from text to text.
		size = max((s.wanted-s.given)*3/4, s.wanted/8) + slabSpare
	}
	if s.progress != nil && s.given > 0 {
		if rest, known := s.progress.rest(s.given); known {
			size = rest
		}
	}
	s.block = slices.Grow([]T(nil), max(min(size, slabMost), need))
	s.block = s.block[:cap(s.block)] // all that the block has room for
	s.free = len(s.block)
	s.given += s.free
}

// taken is how many values were handed out.
func (s *slab[T]) taken() int { return s.given - s.free }

// one returns a zero value.
func (s *slab[T]) one() *T {
	if s.free == 0 {
		s.grow(1)
	}
	s.free--
	return &s.block[s.free]
}

// take returns n zero values in a slice that has no room to grow.
func (s *slab[T]) take(n int) []T {
	if s.free < n {
		s.grow(n)
	}
	to := s.free
	s.free -= n
	return s.block[s.free:to:to]
}

// expect foresees that n more values will be needed.
func (s *slab[T]) expect(n int) { s.wanted += n }

// keep returns a copy of src that has no room to grow.
func (s *slab[T]) keep(src []T) []T {
	n := len(src)
	if n == 0 {
		return nil
	}
	dst := s.take(n)
	copy(dst, src)
	return dst
}
