// expect: ok
// says: ^held$
// why: commands in comments are not run
package main

//go:generate sh -c "echo ESCAPED > /tmp/generated"

import (
	"fmt"
	"os"
)

func main() {
	if _, err := os.Stat("/tmp/generated"); err == nil {
		fmt.Println("ESCAPED")
	}
	fmt.Println("held")
}
