package merge

import (
	"strings"

	"github.com/composekit/composekit/syntax"
)

// keyed is a list under construction in which an item replaces an earlier one with the same
// key, at its place.
type keyed struct {
	items []*syntax.Node

	keys  []string // the keys so far, and the items that they belong to
	where []int
	index map[string]int // of keys, once there are many
}

// reset begins a list in the given memory.
func (k *keyed) reset(items []*syntax.Node) {
	*k = keyed{items: items, keys: k.keys[:0], where: k.where[:0]}
}

const indexFrom = 16 // keys from which on they are looked up in a map

// add adds an item of the form KEY=VALUE; an item that is no string has no key.
func (k *keyed) add(b *syntax.Builder, item *syntax.Node) {
	if !item.IsString() {
		k.items = append(k.items, item)
		return
	}
	key, _, _ := strings.Cut(item.Value, "=")
	k.put(b, item, key)
}

func (k *keyed) put(b *syntax.Builder, item *syntax.Node, key string) {
	i, found := k.find(key)
	if !found {
		k.remember(key)
		k.items = append(k.items, item)
		return
	}
	if !Equal(k.items[i], item) {
		k.items[i] = b.Override(item, k.items[i])
	}
}

func (k *keyed) find(key string) (int, bool) {
	if k.index != nil {
		i, ok := k.index[key]
		return i, ok
	}
	for i, other := range k.keys {
		if other == key {
			return k.where[i], true
		}
	}
	return 0, false
}

// remember notes the key of the item that comes next.
func (k *keyed) remember(key string) {
	if k.index != nil {
		k.index[key] = len(k.items)
		return
	}
	k.keys = append(k.keys, key)
	k.where = append(k.where, len(k.items))
	if len(k.keys) == indexFrom {
		k.index = make(map[string]int, 4*indexFrom)
		for i, other := range k.keys {
			k.index[other] = k.where[i]
		}
	}
}
