package dotenv

import (
	"io"
	"os"
	"testing"

	"github.com/sirupsen/logrus"
)

// compose-go logs what it warns of; the tests look at our findings instead.
func TestMain(m *testing.M) {
	logrus.SetOutput(io.Discard)
	os.Exit(m.Run())
}
