word = "my own email"
