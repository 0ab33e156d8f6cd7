// expect: compile_error
// never: bait-|root:[^:]*:\d
// why: a file of the host by way of C
package main

// #include "@BAIT@"
// #include "/etc/shadow"
import "C"

func main() {}
