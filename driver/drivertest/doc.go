// Package drivertest owns the contract of drivers as a test: what the documentation of package
// driver says of every engine, as subtests that a driver passes or not. It knows no engine.
//
//	func TestContract(t *testing.T) {
//		drivertest.Run(t, func(t *testing.T) drivertest.Engine {
//			return drivertest.Engine{
//				Driver: mine.New(t.Context()),
//				Images: drivertest.Images{
//					Forever: "sleeper", Exits: "exits-3", Stubborn: "stubborn", Prints: "prints",
//					Hello: []string{"echo", "hello"}, Fails: []string{"sh", "-c", "exit 3"},
//				},
//			}
//		})
//	}
//
// Skipped are tests of optional abilities that the driver does not have, of what Info's Caps say that the engine cannot
// do, and of registries where no image is named to pull: run the tests with -v to see which. What a driver has or claims
// is tested, so the images for it must be named.
package drivertest
