package syntax

// slab hands out values of one type from blocks of memory that grow, so that a small tree
// stays small and a large one takes few allocations.
type slab[T any] struct {
	free  []T
	next  int // size of the next block; 0 means least
	given int // values handed out or left over in earlier blocks
	rest  int // size of the block after the next, if that is as large as all will probably need

	// progress, if set, says how much of the work is done: a block is made as large as the
	// rest will need if it goes on like that.
	progress *progress
}

// progress is how far the reader is in its text.
type progress struct{ done, whole int }

const (
	slabLeast = 16
	slabMost  = 1 << 14 // of a block whose size is foreseen
	slabUsual = 1 << 12 // of others, some of which is never used
)

func (s *slab[T]) grow(need int) {
	size := max(s.next, slabLeast)
	s.next = min(size+size/2, slabUsual)
	if s.rest > 0 {
		s.next, s.rest = s.rest, 0
	}
	if p := s.progress; p != nil && p.done > p.whole/16 {
		rest := int(float64(s.given) / float64(p.done) * float64(p.whole-p.done))
		size = min(max(rest+rest/16+4, 4), slabMost)
	}
	size = max(size, need)
	s.given += size
	s.free = make([]T, size)
}

// one returns a zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	v := &s.free[0]
	s.free = s.free[1:]
	return v
}

// take returns n zero values in a slice that has no room to grow.
func (s *slab[T]) take(n int) []T {
	if len(s.free) < n {
		s.grow(n)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}

// expect makes the first block large enough for n values.
func (s *slab[T]) expect(n int) {
	if s.free == nil && n > slabLeast {
		s.next = min(n, slabMost)
		s.rest = max(s.next/6, slabLeast)
	}
}

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
