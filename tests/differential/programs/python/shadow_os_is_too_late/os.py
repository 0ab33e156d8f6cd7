word = "never imported"
