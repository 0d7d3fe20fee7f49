package syntax

// slab hands out values of one type from blocks of memory that grow, so that a small tree
// stays small and a large one takes few allocations.
type slab[T any] struct {
	free []T
	next int // size of the next block; 0 means least
}

const (
	slabLeast = 16
	slabMost  = 1 << 14
)

func (s *slab[T]) grow(need int) {
	size := max(s.next, slabLeast)
	s.next = min(2*size, slabMost)
	s.free = make([]T, max(size, need))
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

// keep returns a copy of src that has no room to grow.
func (s *slab[T]) keep(src []T) []T {
	n := len(src)
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.grow(n)
	}
	dst := s.free[:n:n]
	s.free = s.free[n:]
	copy(dst, src)
	return dst
}
