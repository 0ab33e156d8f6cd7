// About a second of arithmetic and of objects that come and go.
package main

import (
	"fmt"
	"sort"
)

type row struct {
	number int
	name   string
}

func main() {
	total := 0
	for i := 0; i < 130_000_000; i++ {
		total = (total*31 + i) % 1_000_003
	}
	for i := 0; i < 75; i++ {
		var rows []*row
		for n := 0; n < 20_000; n++ {
			rows = append(rows, &row{n, fmt.Sprint("row number ", n)})
		}
		sort.Slice(rows, func(one, other int) bool { return rows[one].name < rows[other].name })
		total += len(rows[i].name)
	}
	fmt.Println(total)
}
