//go:build unix

package docker

import (
	"io/fs"
	"syscall"
)

// inode says which file a name is of, where that may have other names, too (hard links).
func inode(info fs.FileInfo) (id fileID, several bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || info.IsDir() || s.Nlink < 2 {
		return fileID{}, false
	}
	return fileID{uint64(s.Dev), uint64(s.Ino)}, true
}
