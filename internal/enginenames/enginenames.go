// Package enginenames owns the names that container engines know, where Compose files take any text.
package enginenames

import "slices"

// Capabilities are those of Linux.
var Capabilities = []string{
	"ALL", "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN", "DAC_OVERRIDE",
	"DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE",
	"MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID",
	"SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
	"SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
}

// Ulimits are the resources that processes of Linux can be limited in.
var Ulimits = []string{
	"as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime",
	"sigpending", "stack",
}

// Signals are those of Linux; those of real time begin with SIGRTMIN or SIGRTMAX.
var Signals = []string{
	"SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT",
	"SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMIN", "SIGSEGV", "SIGSTKFLT", "SIGSTOP",
	"SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH",
	"SIGXCPU", "SIGXFSZ",
}

// RestartPolicies are those of restart; on-failure may have :COUNT behind it.
var RestartPolicies = []string{"no", "always", "on-failure", "unless-stopped"}

// SecurityOptions are the names of security_opt.
var SecurityOptions = []string{"apparmor", "seccomp", "label", "no-new-privileges", "systempaths", "credentialspec", "writable-cgroups"}

// IPCModes are those of ipc besides service:NAME and container:NAME.
var IPCModes = []string{"none", "private", "host", "shareable"}

// Isolations are those of isolation.
var Isolations = []string{"default", "process", "hyperv"}

// OperatingSystems are those that may stand alone as a platform.
var OperatingSystems = []string{
	"aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "macos", "nacl", "netbsd", "openbsd",
	"plan9", "solaris", "windows", "zos",
}

// Architectures are those that may stand alone as a platform.
var Architectures = []string{
	"386", "aarch64", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "armel", "armhf", "i386", "loong64", "mips", "mips64",
	"mips64le", "mips64p32", "mips64p32le", "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
	"wasm", "x86-64", "x86_64",
}

// Propagations are those of bind mounts.
var Propagations = []string{"rprivate", "private", "rshared", "shared", "rslave", "slave"}

// Protocols are those of ports.
var Protocols = []string{"tcp", "udp", "sctp"}

// TmpfsValues are the options of temporary file systems that have a value.
var TmpfsValues = []string{"size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol"}

// TmpfsFlags are those that have none.
var TmpfsFlags = []string{
	"defaults", "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "remount", "mand", "nomand",
	"atime", "noatime", "diratime", "nodiratime", "bind", "rbind", "private", "rprivate", "shared", "rshared", "slave", "rslave",
	"unbindable", "runbindable", "relatime", "norelatime", "strictatime", "nostrictatime",
}

// LocalVolumeOptions are the options of the driver that engines have volumes with themselves.
var LocalVolumeOptions = []string{"type", "o", "device", "size"}

// LogDrivers are the log drivers that engines have without a plugin, the usual ones first.
var LogDrivers = []string{"json-file", "local", "journald", "syslog", "fluentd", "gelf", "awslogs", "gcplogs", "splunk", "etwlogs", "none"}

// NetworkDrivers are the drivers of networks that engines of Linux and of Windows have without a plugin.
var NetworkDrivers = []string{"bridge", "overlay", "macvlan", "ipvlan", "host", "none", "null", "nat", "transparent", "l2bridge", "l2tunnel", "ics"}

// NetworkModes are those of network_mode besides service:NAME, container:NAME and names of networks.
var NetworkModes = []string{"bridge", "host", "none", "default"}

// anyLogOptions are the options of whatever log driver: how messages are handed to it, and kept for who asks the engine for them.
var anyLogOptions = []string{"mode", "max-buffer-size", "cache-disabled", "cache-max-size", "cache-max-file", "cache-compress"}

// tellingLogOptions are those of most: what a message tells besides.
var tellingLogOptions = []string{"tag", "labels", "labels-regex", "env", "env-regex"}

// logOptions are the options of log drivers besides those of any: their own, and which of the telling ones they have.
var logOptions = []struct {
	driver       string
	own, telling []string
}{
	{"json-file", []string{"max-size", "max-file", "compress"}, tellingLogOptions},
	{"local", []string{"max-size", "max-file", "compress"}, nil},
	{"journald", nil, tellingLogOptions},
	{"syslog", []string{
		"syslog-address", "syslog-facility", "syslog-format", "syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key", "syslog-tls-skip-verify",
	}, tellingLogOptions},
	{"fluentd", []string{
		"fluentd-address", "fluentd-async", "fluentd-async-connect", "fluentd-async-reconnect-interval", "fluentd-buffer-limit",
		"fluentd-max-retries", "fluentd-read-timeout", "fluentd-request-ack", "fluentd-retry-wait", "fluentd-sub-second-precision",
		"fluentd-write-timeout",
	}, tellingLogOptions},
	{"gelf", []string{
		"gelf-address", "gelf-compression-level", "gelf-compression-type", "gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay",
	}, tellingLogOptions},
	{"awslogs", []string{
		"awslogs-region", "awslogs-group", "awslogs-stream", "awslogs-create-group", "awslogs-create-stream", "awslogs-credentials-endpoint",
		"awslogs-datetime-format", "awslogs-endpoint", "awslogs-force-flush-interval-seconds", "awslogs-format",
		"awslogs-max-buffered-events", "awslogs-multiline-pattern",
	}, []string{"tag"}},
	{"gcplogs", []string{
		"gcp-project", "gcp-log-cmd", "gcp-meta-zone", "gcp-meta-name", "gcp-meta-id",
	}, []string{"labels", "labels-regex", "env", "env-regex"}},
	{"splunk", []string{
		"splunk-url", "splunk-token", "splunk-source", "splunk-sourcetype", "splunk-index", "splunk-capath", "splunk-caname",
		"splunk-insecureskipverify", "splunk-format", "splunk-verify-connection", "splunk-gzip", "splunk-gzip-level",
		"splunk-index-acknowledgment",
	}, tellingLogOptions},
}

// LogOptions are the options of a log driver, those of its own first; nil of one that may have others.
func LogOptions(driver string) []string {
	for _, d := range logOptions {
		if d.driver == driver {
			return slices.Concat(d.own, d.telling, anyLogOptions)
		}
	}
	return nil
}

// MayBeLogOption reports whether a log driver may have an option: one that is not known here may have any.
func MayBeLogOption(driver, option string) bool {
	for _, d := range logOptions {
		if d.driver == driver {
			return slices.Contains(d.own, option) || slices.Contains(d.telling, option) || slices.Contains(anyLogOptions, option)
		}
	}
	return true
}
