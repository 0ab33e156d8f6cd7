// expect: ok, compile_error, runtime_error
// why: reaching into the runtime stays in one's own process
package main

import _ "unsafe"

//go:linkname exit runtime.exit
func exit(code int32)

func main() { exit(0) }
