// expect: compile_error
// says: invalid flag|disallowed|malformed|not allowed
// never: bait-
// why: options for the C compiler and the linker in a Go source
package main

// #cgo CFLAGS: -fplugin=/tmp/evil.so -B/box -wrapper /bin/sh
// #cgo LDFLAGS: -Wl,-T,/box/x -Wl,--dynamic-linker=/tmp/x
// int x;
import "C"

func main() {}
