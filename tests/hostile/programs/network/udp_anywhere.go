// expect: ok
// says: ^held
// why: datagrams go nowhere but over loopback, broadcast and multicast included
package main

import (
	"fmt"
	"net"
)

func main() {
	sent := []string{}
	for _, address := range []string{"8.8.8.8:53", "10.0.0.1:53", "169.254.1.1:53", "255.255.255.255:9",
		"224.0.0.1:9", "239.255.255.250:1900", "[ff02::1]:9", "[fe80::1%lo]:9"} {
		if conn, err := net.Dial("udp", address); err == nil {
			if _, err = conn.Write([]byte("x")); err == nil {
				sent = append(sent, address)
			}
		}
	}
	if len(sent) > 0 {
		fmt.Println("ESCAPED", sent)
	} else {
		fmt.Println("held")
	}
}
