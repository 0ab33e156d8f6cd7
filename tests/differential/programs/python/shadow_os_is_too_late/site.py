raise RuntimeError("never imported at start-up")
