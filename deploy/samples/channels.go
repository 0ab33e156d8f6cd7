package main

import "fmt"

func main() {
	squares := make(chan int)
	go func() {
		defer close(squares)
		for n := 1; n <= 10; n++ {
			squares <- n * n
		}
	}()
	sum := 0
	for square := range squares {
		sum += square
	}
	fmt.Println("go: the first ten squares add up to", sum)
}
