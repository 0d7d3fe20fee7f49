//go:build race || wasm || arm

package material

// slow says that programs take many times as long here as usual: the race detector follows all that they do, or they
// run where they were not made for, by node or emulated. There tests look for what is different in such a place.
const slow = true
