package docker_test

import (
	"testing"

	"github.com/composekit/composekit/driver/docker/enginetest"
	"github.com/composekit/composekit/driver/drivertest"
)

// TestContract holds the driver to what every driver does.
func TestContract(t *testing.T) {
	d := enginetest.Open(t)
	images := drivertest.Images{
		Forever: "ck-forever", Exits: "ck-exits", Stubborn: "ck-stubborn", Prints: "ck-prints",
		Healthy: "ck-healthy", Unhealthy: "ck-unhealthy",
		Hello: []string{"echo", "hello"}, Fails: []string{"sh", "-c", "exit 3"},
	}
	enginetest.Images(t, images.Forever)
	enginetest.Image(t, images.Exits, `CMD ["/bin/probe", "exit", "3"]`)
	// The first process of a container gets no signals that it does not ask for.
	enginetest.Image(t, images.Stubborn, `CMD ["sleep", "1000000"]`)
	enginetest.Image(t, images.Prints, `CMD ["/bin/probe", "wait", "one", "two", "three"]`)
	enginetest.Image(t, images.Healthy, `HEALTHCHECK --interval=500ms --retries=2 CMD ["/bin/probe", "exists", "/bin/probe"]`)
	enginetest.Image(t, images.Unhealthy, `HEALTHCHECK --interval=500ms --retries=2 CMD ["/bin/probe", "exists", "/none"]`)
	drivertest.Run(t, func(*testing.T) drivertest.Engine {
		return drivertest.Engine{Driver: d, Images: images, Patience: enginetest.Patience}
	})
}
