// expect: compile_error
// why: nothing is fetched
package main

import "example.com/far/away"

func main() { away.Go() }
