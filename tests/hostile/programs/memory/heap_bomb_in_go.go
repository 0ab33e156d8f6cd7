// expect: memory_limit
// limits: {"memory_mb": 128}
// why: a garbage collected heap
package main

import "fmt"

var kept [][]byte

func main() {
	for mb := 0; mb < 1500; mb++ {
		block := make([]byte, 1<<20)
		for i := range block {
			block[i] = 1
		}
		kept = append(kept, block)
	}
	fmt.Println("ESCAPED", len(kept), "MB")
}
