package merge

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/composekit/composekit/syntax"
)

// keyed is a list under construction in which an item replaces an earlier one with the same
// key, at its place. Its memory is used for one list after another.
type keyed struct {
	items []*syntax.Node

	keys  []string // the keys so far, and the items that they belong to
	where []int
	slots []int32 // a hash table of positions in keys, plus one; used once there are many
	seed  maphash.Seed
}

// expect makes room for so many keys.
func (k *keyed) expect(n int) {
	k.keys, k.where = slices.Grow(k.keys, n), slices.Grow(k.where, n)
	if n >= indexFrom {
		k.rehash(2 * n)
	}
}

// reset begins a list in the given memory.
func (k *keyed) reset(items []*syntax.Node) {
	k.items, k.keys, k.where, k.slots = items, k.keys[:0], k.where[:0], k.slots[:0]
}

// cut leaves the first n of items that all have keys, each its own.
func (k *keyed) cut(n int) {
	for i := len(k.keys) - 1; i >= n && len(k.slots) > 0; i-- { // the last first: none has been put behind it because of it
		slot := k.home(k.keys[i])
		for k.slots[slot] != int32(i+1) {
			slot = (slot + 1) & (len(k.slots) - 1)
		}
		k.slots[slot] = 0
	}
	k.items, k.keys, k.where = k.items[:n], k.keys[:n], k.where[:n]
}

// home is the slot in which the search for a key begins.
func (k *keyed) home(key string) int { return int(maphash.String(k.seed, key)) & (len(k.slots) - 1) }

const indexFrom = 16 // keys from which on they are looked up in the hash table

// add adds an item of the form KEY=VALUE; an item that is no string has no key.
func (k *keyed) add(b *syntax.Builder, item *syntax.Node) {
	if !item.IsString() {
		k.items = append(k.items, item)
		return
	}
	key, _, _ := strings.Cut(item.Value(), "=")
	k.put(b, item, key)
}

func (k *keyed) put(b *syntax.Builder, item *syntax.Node, key string) {
	slot, i := k.find(key)
	if i >= 0 {
		if at := k.where[i]; !Equal(k.items[at], item) {
			k.items[at] = b.Override(item, k.items[at])
		}
		return
	}
	k.keys = append(k.keys, key)
	k.where = append(k.where, len(k.items))
	k.items = append(k.items, item)
	switch n := len(k.keys); {
	case 2*n > len(k.slots) && n >= indexFrom:
		k.rehash(4 * n)
	case len(k.slots) > 0:
		k.slots[slot] = int32(n)
	}
}

// find is the position of a key, -1 if it is new, and then the slot of the table, if there is
// one, where it belongs.
func (k *keyed) find(key string) (slot, i int) {
	if len(k.slots) == 0 {
		for i, other := range k.keys {
			if other == key {
				return 0, i
			}
		}
		return 0, -1
	}
	for slot = k.home(key); k.slots[slot] != 0; slot = (slot + 1) & (len(k.slots) - 1) {
		if i := int(k.slots[slot]) - 1; k.keys[i] == key {
			return slot, i
		}
	}
	return slot, -1
}

// rehash makes the table anew, with a power of two of at least size slots.
func (k *keyed) rehash(size int) {
	room := 4 * indexFrom
	for room < size {
		room *= 2
	}
	if cap(k.slots) < room {
		k.seed = maphash.MakeSeed()
		k.slots = make([]int32, room)
	} else {
		k.slots = k.slots[:room]
		clear(k.slots)
	}
	for i, key := range k.keys {
		slot := k.home(key)
		for k.slots[slot] != 0 {
			slot = (slot + 1) & (room - 1)
		}
		k.slots[slot] = int32(i + 1)
	}
}
