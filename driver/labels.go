package driver

// Labels by which docker compose knows what belongs to a project. We set the same ones, so that
// each of the two finds what the other made.
const (
	LabelPrefix            = "com.docker.compose."
	LabelProject           = LabelPrefix + "project"                  // name of the project
	LabelService           = LabelPrefix + "service"                  // name of the service
	LabelVersion           = LabelPrefix + "version"                  // version of the program that made it
	LabelWorkingDir        = LabelPrefix + "project.working_dir"      // absolute project directory
	LabelConfigFiles       = LabelPrefix + "project.config_files"     // absolute paths joined by ","
	LabelEnvironmentFile   = LabelPrefix + "project.environment_file" // the same, if somebody named them
	LabelOneOff            = LabelPrefix + "oneoff"                   // True or False
	LabelSlug              = LabelPrefix + "slug"                     // random name of a one-off container
	LabelConfigHash        = LabelPrefix + "config-hash"              // see package confighash
	LabelNumber            = LabelPrefix + "container-number"         // from 1; not on one-off containers
	LabelDependsOn         = LabelPrefix + "depends_on"               // SERVICE:CONDITION:RESTART joined by ","
	LabelImage             = LabelPrefix + "image"                    // digest of the image it was made of
	LabelImageVolumeDigest = LabelPrefix + "image-volume-digest"      // TARGET=DIGEST joined by ","
	LabelReplace           = LabelPrefix + "replace"                  // the container that this one replaces
	LabelHook              = LabelPrefix + "hook"                     // pre_start, on containers of hooks
	LabelHookIndex         = LabelPrefix + "hook-index"               // which of a service's, from 0
	LabelImageBuilder      = LabelPrefix + "image.builder"            // how an image was built
	LabelNetwork           = LabelPrefix + "network"                  // key of the network
	LabelVolume            = LabelPrefix + "volume"                   // key of the volume
)
