// expect: process_limit, output_limit
// says: refused|failed to create new OS thread|Resource temporarily unavailable
// why: goroutines that each hold a thread of the kernel; the runtime prints a long complaint
package main

import (
	"fmt"
	"runtime"
	"time"
)

func main() {
	for made := 0; made < 1000; made++ {
		go func() {
			runtime.LockOSThread()
			time.Sleep(time.Hour)
		}()
	}
	time.Sleep(3 * time.Second)
	fmt.Println("ESCAPED 1000 threads")
}
