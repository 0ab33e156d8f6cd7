print("sitecustomize of the job")
