// Package sim owns an engine that exists in memory only: a driver.Driver that behaves as Docker
// Engine does, for tests of plans, of their execution and of what stands on both.
//
// What an image's processes do is told by the test (Behaviour). Time is that of the Clock that
// the engine is given: with host.Clock inside testing/synctest it is virtual, so that an hour of
// health checks takes no time, and the order of what happens follows from latencies alone.
// Failing operations are the matter of driver.InjectFaults.
package sim
