package mutation

// kind is a kind of mistake: where people make it, and what stands there then.
type kind struct {
	name string
	code string // of the finding that it is
	site site
	// text is what is written at the site. Between « and » is what a person would underline: the
	// word that is wrong if it is one word, else the value; of what is missing, the name of what
	// misses it. {self} is the service, {other} another service, {file} the file.
	text string
}

// kinds are the kinds of mistake. What is underlined is decided here, by what a person would
// point at, and not by what the library reports.
var kinds = []kind{
	// Attributes that there are not.
	{"typo in an attribute of a service", "unknown-attribute", typoInService, ""},
	{"typo in a top-level attribute", "unknown-attribute", typoAtTop, ""},
	{"typo in a nested attribute", "unknown-attribute", typoNested, ""},
	{"unknown attribute at the top", "unknown-attribute", atTop, "«containers»: {}\n"},
	{"unknown attribute of a port", "unknown-attribute", inList("ports"), "target: 8081\n«publish»: 8081\n"},
	{"unknown attribute of a mount", "unknown-attribute", inList("volumes"), "type: bind\nsource: ./mistake\ntarget: /mnt/mistake\n«readonly»: true\n"},
	{"unknown attribute of a health check", "unknown-attribute", inMapping("healthcheck"), "«period»: 5s\n"},
	{"unknown attribute of deploy", "unknown-attribute", inMapping("deploy"), "«replica»: 2\n"},
	{"attribute of a service at the top", "unknown-attribute", atTop, "«restart»: always\n"},

	// Values of the wrong kind.
	{"mapping for a string", "wrong-kind", inService, "hostname: «{name: web}»\n"},
	{"list for a string", "wrong-kind", inService, "hostname: «[web]»\n"},
	{"block list for a string", "wrong-kind", inService, "domainname:\n  «- example.org»\n"},
	{"number for a string", "wrong-kind", inService, "hostname: «42»\n"},
	{"boolean for a string", "wrong-kind", inService, "working_dir: «true»\n"},
	{"string for a list", "wrong-kind", inService, "cap_add: «NET_ADMIN»\n"},
	{"mapping for a list", "wrong-kind", inService, "cap_drop: «{NET_ADMIN: true}»\n"},
	{"string for a mapping", "wrong-kind", inService, "deploy: «replicated»\n"},
	{"list for a mapping", "wrong-kind", inService, "healthcheck: «[curl, localhost]»\n"},
	{"list for a section", "wrong-kind", atTop, "configs: «[settings]»\n"},
	{"string for a service", "wrong-kind", inSection("services"), "mistake: «nginx»\n"},
	{"list for a service", "wrong-kind", inSection("services"), "mistake: «[nginx]»\n"},
	{"mapping in a list of strings", "wrong-kind", inList("cap_add"), "«NET_ADMIN: true»\n"},
	{"attribute without a value", "wrong-kind", inService, "«hostname»:\n"},
	{"list for a number", "wrong-kind", inService, "cpu_shares: «[512]»\n"},
	{"list for a boolean", "wrong-kind", inService, "privileged: «[true]»\n"},

	// References to nothing.
	{"unknown network", "undefined-network", inList("networks"), "«nowhere»\n"},
	{"unknown network, long form", "undefined-network", inServiceWithout("network_mode"), "networks:\n  «nowhere»:\n    aliases: [web]\n"},
	{"unknown volume", "undefined-volume", inList("volumes"), "«nowhere»:/mnt/mistake\n"},
	{"unknown volume, long form", "undefined-volume", inList("volumes"), "type: volume\nsource: «nowhere»\ntarget: /mnt/other-mistake\n"},
	{"unknown secret", "undefined-secret", inList("secrets"), "«nowhere»\n"},
	{"unknown secret, long form", "undefined-secret", inList("secrets"), "source: «elsewhere»\ntarget: mistake\n"},
	{"unknown config", "undefined-config", inList("configs"), "«nowhere»\n"},
	{"unknown model", "undefined-model", inList("models"), "«nowhere»\n"},
	{"unknown dependency", "undefined-dependency", inList("depends_on"), "«nowhere»\n"},
	{"unknown dependency, long form", "undefined-dependency", inService, "depends_on:\n  «nowhere»:\n    condition: service_started\n"},
	{"network of an unknown service", "undefined-dependency", inServiceWithout("networks"), "network_mode: service:«gone»\n"},
	{"extends of an unknown service", "unknown-extended-service", inService, "extends: «nowhere»\n"},
	{"extends of an unknown service, long form", "unknown-extended-service", inService, "extends:\n  service: «nowhere»\n"},
	{"context of an unknown service", "unknown-context-service", inMappingThatIs("build"), "additional_contexts:\n  base: service:«nowhere»\n"},

	// Short forms.
	{"bad port of the host", "bad-port", inList("ports"), "\"«8o80»:80\"\n"},
	{"bad port of the container", "bad-port", inList("ports"), "8082:«web»\n"},
	{"bad protocol", "bad-port", inList("ports"), "8083:83/«tpc»\n"},
	{"port out of range", "bad-port", inList("ports"), "\"«80800»:80\"\n"},
	{"ports backwards", "bad-port", inList("ports"), "\"«8100-8090»:80\"\n"},
	{"ranges of different sizes", "bad-port", inList("ports"), "«9000-9005:9000-9002»\n"},
	{"bad address of a port", "bad-port", inList("ports"), "\"«127.0.0.300»:84:84\"\n"},
	{"bad exposed port", "bad-expose", inList("expose"), "«80.5»\n"},
	{"bad volume", "bad-volume", inList("volumes"), "\"./mistake«:»\"\n"},
	{"bad device", "bad-device", inList("devices"), "/dev/a:/dev/b:rw«:x»\n"},
	{"bad extra host", "invalid-extra-host", inList("extra_hosts"), "«mistake»\n"},

	// Scalars.
	{"bad duration", "invalid-duration", inService, "stop_grace_period: 10 «minutes»\n"},
	{"bad duration, nested", "invalid-duration", inMapping("healthcheck"), "start_interval: 5«x»\n"},
	{"bad duration in quotes", "invalid-duration", inMapping("healthcheck"), "start_period: \"1 «week»\"\n"},
	{"bad value in an extended service", "invalid-duration", inExtended, "stop_grace_period: «soon»\n"},
	{"bad size", "invalid-byte-size", inService, "shm_size: 64 «parsecs»\n"},
	{"bad size of memory", "invalid-byte-size", inService, "mem_limit: «lots»\n"},
	{"bad boolean", "cast-failed", inService, "read_only: «maybe»\n"},
	{"bad boolean in quotes", "cast-failed", inService, "tty: «\"treu\"»\n"},
	{"bad number", "cast-failed", inService, "cpu_shares: «many»\n"},
	{"bad number, nested", "cast-failed", inMapping("healthcheck"), "retries: «three»\n"},
	{"bad number of CPUs", "cast-failed", inService, "cpus: «two»\n"},
	{"bad number of replicas", "cast-failed", inMapping("deploy"), "replicas: «two»\n"},
	{"bad file mode", "invalid-file-mode", inSectionAndList("secrets", "mistake: {file: ./mistake}\n"), "source: mistake\nmode: «rw»\n"},
	{"bad ulimit", "cast-failed", inService, "ulimits:\n  nofile: «lots»\n"},
	{"bad pull policy", "not-allowed-value", inService, "pull_policy: «sometimes»\n"},
	{"bad condition", "not-allowed-value", inService, "depends_on:\n  {other}:\n    condition: «service_ready»\n"},
	{"bad cgroup", "not-allowed-value", inService, "cgroup: «guest»\n"},
	{"bad container name", "not-allowed-value", inServiceWithout("scale", "deploy"), "container_name: «\"?\"»\n"},
	{"number too large", "out-of-range", inService, "oom_score_adj: «2000»\n"},
	{"bad number of devices", "invalid-device-count", inMapping("deploy"), "resources:\n  reservations:\n    devices:\n      - capabilities: [gpu]\n        count: «most»\n"},
	{"bad name of a service", "bad-name", inSection("services"), "«my service»: {image: nginx}\n"},
	{"bad name of a volume", "bad-name", inSection("volumes"), "«my/volume»: {}\n"},
	{"context without a value", "bad-key-value", inMappingThatIs("build"), "additional_contexts: [«base»]\n"},

	// What does not fit together.
	{"service that depends on itself", "dependency-cycle", inService, "depends_on: [«{self}»]\n"},
	{"service that depends on itself, long form", "dependency-cycle", inService, "depends_on:\n  «{self}»: {condition: service_started}\n"},
	{"services that depend on each other", "dependency-cycle", inTwoServices, "depends_on: [«{other}»]\n"},
	{"service that extends itself", "extends-cycle", inService, "extends: {service: «{self}»}\n"},
	{"two mounts at one path", "mounted-twice", inServiceWithout(), "tmpfs: /mnt/same\nvolumes:\n  - ./mistake:«/mnt/same»\n"},
	{"no image", "no-image", withoutImage, ""},
	{"new service without image", "no-image", inSection("services"), "«mistake»:\n  restart: always\n"},
	{"network_mode and networks", "network-mode-and-networks", inService, "network_mode: host\n«networks»: [default]\n"},
	{"two Dockerfiles", "two-dockerfiles", inMappingThatIs("build"), "dockerfile: Dockerfile\n«dockerfile_inline»: FROM nginx\n"},
	{"container name for many", "container-name-for-many", inServiceWithout("deploy"), "container_name: «mistake»\nscale: 3\n"},
	{"scale and replicas", "scale-and-replicas", inServiceWithout("container_name"), "scale: «2»\ndeploy:\n  replicas: 3\n"},
	{"negative scale", "negative-scale", inServiceWithout("deploy", "container_name"), "scale: «-1»\n"},
	{"negative replicas", "negative-scale", inServiceWithout("scale"), "deploy:\n  replicas: «-1»\n"},
	{"limits that differ", "different-limits", inServiceWithout("mem_limit", "mem_reservation", "pids_limit"), "cpus: «2»\ndeploy:\n  resources:\n    limits: {cpus: '3'}\n"},
	{"test without CMD", "healthcheck-test-form", inMapping("healthcheck"), "test: [«curl», -f, localhost]\n"},
	{"watch without target", "no-watch-target", inService, "develop:\n  watch:\n    - path: ./src\n      action: «sync»\n"},
	{"count and device_ids", "count-and-device-ids", inMapping("deploy"), "resources:\n  reservations:\n    devices:\n      - capabilities: [gpu]\n        count: 1\n        «device_ids»: ['0']\n"},
	{"secret without content", "no-content", inSection("secrets"), "«mistake»: {}\n"},
	{"config without content", "no-content", inSection("configs"), "«mistake»: {name: mistake}\n"},
	{"secret with two contents", "several-contents", inSection("secrets"), "mistake:\n  file: ./mistake\n  «environment»: MISTAKE\n"},
	{"external volume with a driver", "external-conflict", inSection("volumes"), "mistake:\n  external: true\n  «driver»: local\n"},
	{"platform that is not built", "platform-not-built", inService, "platform: «linux/arm64»\nbuild:\n  context: .\n  platforms: [linux/amd64]\n"},
	{"mount without type", "missing-attribute", inList("volumes"), "«source: ./mistake\ntarget: /mnt/untyped»\n"},
	{"dependency without condition", "missing-attribute", inService, "depends_on:\n  «{other}»: {required: true}\n"},
	{"device without capabilities", "missing-attribute", inMapping("deploy"), "resources:\n  reservations:\n    devices:\n      - «driver: nvidia»\n"},
	{"item given twice", "duplicate-item", inService, "security_opt:\n  - no-new-privileges\n  - «no-new-privileges»\n"},

	// Variables.
	{"variable without a name", "invalid-interpolation", inService, "hostname: web-«${}»\n"},
	{"variable with a bad name", "invalid-interpolation", inService, "domainname: \"${«1A»}.example.org\"\n"},
	{"variable that is not closed", "invalid-interpolation", inService, "working_dir: /srv/«${MISTAKE»\n"},
	{"variable with a bad operator", "invalid-interpolation", inService, "user: ${MISTAKE«:=»me}\n"},
	{"bad variable in a list", "invalid-interpolation", inList("environment"), "MISTAKE=${A« »B}\n"},
	{"required variable", "required-variable", inService, "hostname: «${MISTAKE:?a name for the host}»-1\n"},
	{"required variable in a list", "required-variable", inList("environment"), "PASSWORD=«${MISTAKE_PASSWORD?}»\n"},

	// Files.
	{"missing env file", "file-not-found", inService, "env_file: «./mistake.env»\n"},
	{"missing env file in a list", "file-not-found", inList("env_file"), "«mistake.env»\n"},
	{"missing env file, long form", "file-not-found", inService, "env_file:\n  - path: «config/mistake.env»\n    format: raw\n"},
	{"missing label file", "file-not-found", inService, "label_file: «./mistake.labels»\n"},
	{"missing file to extend", "file-not-found", inService, "extends:\n  file: «mistake.yaml»\n  service: web\n"},
	{"missing file to include", "file-not-found", atTop, "include:\n  - «mistake.yaml»\n"},
	{"file that includes itself", "include-cycle", atTop, "include: [«{file}»]\n"},

	// YAML.
	{"key given twice", "yaml-duplicate-key", keyTwice, ""},
	{"indented too far", "yaml-bad-indent", deeper, ""},
	{"not indented far enough", "yaml-bad-indent", shallower, ""},
	{"tab", "yaml-tab-indent", tab, ""},
	{"unclosed double quote", "yaml-unclosed-quote", inService, "hostname: «\"web»\n"},
	{"unclosed single quote", "yaml-unclosed-quote", inService, "domainname: «'example.org»\n"},
	{"unclosed bracket", "yaml-unclosed-bracket", inService, "dns: «[»1.1.1.1, 8.8.8.8\n"},
	{"unclosed brace", "yaml-unclosed-bracket", inService, "labels: «{»a: b\n"},
	{"missing colon", "yaml-missing-colon", inService, "«hostname web»\n"},
	{"missing space", "yaml-missing-space", inService, "hostname«:»web\n"},
	{"colon of an input method", "yaml-missing-colon", inService, "hostname«：»web\n"},
	{"no-break space behind a colon", "yaml-missing-space", inService, "hostname:«\u00a0»web\n"},
	{"no-break space before an attribute", "unknown-attribute", inService, "«\u00a0hostname»: web\n"},
	{"no-break space behind a value", "cast-failed", inService, "tty: «true\u00a0»\n"},
	{"no-break space behind a dash", "wrong-kind", inService, "cap_add:\n  «-\u00a0NET_ADMIN»\n"},
	{"dash of a word processor", "wrong-kind", inService, "cap_drop:\n  «– NET_RAW»\n"},
	{"equals sign for a colon", "yaml-missing-colon", inService, "«hostname = web»\n"},
	{"comment of another language", "yaml-missing-colon", inService, "«// as a service»\n"},
	{"list behind a key", "yaml-nested-value", inService, "cap_add: «-» NET_ADMIN\n"},
	{"comma at the end", "cast-failed", inService, "tty: «true,»\n"},
	{"text after a quote", "yaml-unexpected-text", inService, "hostname: \"web\" «site»\n"},
	{"colon in a value", "yaml-nested-value", inService, "hostname: web«:» site\n"},
	{"reserved character", "yaml-reserved-indicator", inService, "hostname: «@»web\n"},
	{"bad escape", "yaml-bad-escape", inService, "working_dir: \"C:«\\s»rv\"\n"},
	{"unknown alias", "yaml-unknown-anchor", inService, "hostname: «*nowhere»\n"},
	{"unknown alias merged", "yaml-unknown-anchor", inServiceWithout("<<"), "<<: «*nowhere»\n"},
	{"tag that does not fit", "yaml-bad-tag", inService, "cpu_shares: !!int «many»\n"},
	{"conflict marker", "yaml-conflict-marker", inService, "«<<<<<<< HEAD»\nhostname: web\n=======\nhostname: site\n>>>>>>> branch\n"},
	{"key that is a number", "non-string-key", inService, "labels:\n  «5»: five\n"},
	{"key that is a boolean", "non-string-key", inService, "sysctls:\n  «true»: 1\n"},

	// Aliases: at the use, for what is written at the anchor may be right elsewhere.
	{"wrong kind by alias", "wrong-kind", withAnchor("[web]"), "hostname: «*mistake»\n"},
	{"bad value by alias", "invalid-duration", withAnchor("soon"), "stop_grace_period: «*mistake»\n"},
	{"unknown attribute by merge key", "unknown-attribute", withAnchor("{hostnam: web}", "<<"), "<<: «*mistake»\n"},
	{"bad value by merge key", "not-allowed-value", withAnchor("{pull_policy: sometimes}", "<<", "pull_policy"), "<<: «*mistake»\n"},
	{"merge key of a string", "yaml-bad-merge", withAnchor("nginx", "<<"), "<<: «*mistake»\n"},
}
