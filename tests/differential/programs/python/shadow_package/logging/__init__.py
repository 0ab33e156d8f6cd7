print("my own logging")
