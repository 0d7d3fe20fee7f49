//go:build !race && !wasm && !arm

package material

const slow = false
