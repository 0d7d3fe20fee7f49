//go:build !unix

package cli

import "os"

// notifyResize would tell of changes of the terminal's size; here nothing does.
func notifyResize(chan<- os.Signal) {}
