//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// giveTo gives a file to the owner of another one, as far as that is allowed: mostly to root only, who is also the one
// that it matters for.
func giveTo(f *os.File, like fs.FileInfo) {
	if owner, ok := like.Sys().(*syscall.Stat_t); ok {
		_ = f.Chown(int(owner.Uid), int(owner.Gid))
	}
}
