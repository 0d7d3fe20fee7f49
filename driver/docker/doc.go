// Package docker owns the driver for Docker Engine and for what speaks its API, as Podman does:
// how an engine is found and reached, how a driver.ContainerSpec is said in the words of the API
// and read back from them, and what each operation does there.
//
// It knows nothing of projects. It speaks every version of the API from 1.41 up, in the version
// that the engine has; where an older one cannot do a thing, Info's capabilities say so.
package docker
