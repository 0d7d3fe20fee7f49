package cli

import "github.com/spf13/cobra"

// engineCommands are the commands that need a container engine. Names and options are docker compose's.
func engineCommands() []command {
	one, two := cobra.MinimumNArgs(1), cobra.ExactArgs(2)
	return []command{
		{use: "plan [OPTIONS] [SERVICE...]", short: "Tell what up would do, and why", setup: setupPlan},
		{use: "apply [OPTIONS] PLAN.json", short: "Carry out a plan that was made before", args: cobra.ExactArgs(1), setup: setupApply},
		{use: "up [OPTIONS] [SERVICE...]", short: "Make containers and start them", setup: setupUp},
		{use: "down [OPTIONS] [SERVICE...]", short: "Stop containers, and remove them and their networks", setup: setupDown},
		{use: "ps [OPTIONS] [SERVICE...]", short: "List containers", setup: setupPs},
		{use: "logs [OPTIONS] [SERVICE...]", short: "Print what containers write", setup: setupLogs},
		{use: "create [OPTIONS] [SERVICE...]", short: "Make containers", setup: setupCreate},
		{use: "start [OPTIONS] [SERVICE...]", short: "Start containers", setup: setupStart},
		{use: "stop [OPTIONS] [SERVICE...]", short: "Stop containers", setup: setupStop},
		{use: "restart [OPTIONS] [SERVICE...]", short: "Stop containers and start them", setup: setupRestart},
		{use: "kill [OPTIONS] [SERVICE...]", short: "End containers at once, or send them a signal", setup: setupKill},
		{use: "pause [SERVICE...]", short: "Freeze containers", setup: setupPause},
		{use: "unpause [SERVICE...]", short: "Let frozen containers go on", setup: setupUnpause},
		{use: "rm [OPTIONS] [SERVICE...]", short: "Remove containers that do not run", setup: setupRm},
		{use: "scale [OPTIONS] SERVICE=NUMBER...", short: "Change how many containers services have", args: one, setup: setupScale},
		{use: "run [OPTIONS] SERVICE [COMMAND] [ARGS...]", short: "Run a command in a container of its own", args: one, setup: setupRun},
		{use: "exec [OPTIONS] SERVICE COMMAND [ARGS...]", short: "Run a command in a container", args: cobra.MinimumNArgs(2), setup: setupExec},
		{use: "attach [OPTIONS] SERVICE", short: "Connect with a container", args: cobra.ExactArgs(1), setup: setupAttach},
		{use: "cp [OPTIONS] SERVICE:PATH PATH|- or PATH|- SERVICE:PATH", short: "Copy files from and to containers", args: two, setup: setupCp},
		{use: "build [OPTIONS] [SERVICE...]", short: "Build images", setup: setupBuild},
		{use: "pull [OPTIONS] [SERVICE...]", short: "Get images from their registries", setup: setupPull},
		{use: "push [OPTIONS] [SERVICE...]", short: "Send images to their registries", setup: setupPush},
		{use: "publish [OPTIONS] REPOSITORY[:TAG]", short: "Put the project in a registry", args: cobra.ExactArgs(1), setup: setupPublish},
		{use: "images [OPTIONS] [SERVICE...]", short: "List images of containers", setup: setupImages},
		{use: "port [OPTIONS] SERVICE [PORT]", short: "Print where ports are published", args: cobra.RangeArgs(1, 2), setup: setupPort},
		{use: "top [SERVICE...]", short: "List processes of containers", setup: setupTop},
		{use: "stats [OPTIONS] [SERVICE]", short: "Print what containers use, over and over", args: cobra.MaximumNArgs(1), setup: setupStats},
		{use: "events [OPTIONS] [SERVICE...]", short: "Print what happens to containers", setup: setupEvents},
		{use: "wait [OPTIONS] SERVICE...", short: "Wait until containers have ended", args: one, setup: setupWait},
		{use: "watch [OPTIONS] [SERVICE...]", short: "Follow changes of source files: copy, restart, rebuild", setup: setupWatch},
		{use: "export [OPTIONS] SERVICE", short: "Save the files of a container", args: cobra.ExactArgs(1), setup: setupExport},
		{use: "commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]", short: "Make an image of a container", args: cobra.RangeArgs(1, 2), setup: setupCommit},
		{use: "volumes [OPTIONS] [SERVICE...]", short: "List volumes", setup: setupVolumes},
		{use: "ls [OPTIONS]", short: "List projects", args: cobra.ExactArgs(0), setup: setupLs},
	}
}
