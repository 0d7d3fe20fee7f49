//go:build !unix

package cli

import "os"

func otherSignals() map[os.Signal]string { return nil }
