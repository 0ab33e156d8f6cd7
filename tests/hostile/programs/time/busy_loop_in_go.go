// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 5000}
// why: every processor at once
package main

func main() {
	for i := 0; i < 8; i++ {
		go func() {
			for {
			}
		}()
	}
	select {}
}
