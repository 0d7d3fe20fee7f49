// Command empty does nothing: it is what a process costs.
package main

func main() {}
