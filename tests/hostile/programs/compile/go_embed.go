// expect: compile_error
// why: go:embed beyond the folder
package main

import _ "embed"

//go:embed /etc/passwd
var a string

//go:embed ../usr/bin/env
var b string

func main() { println(a, b) }
