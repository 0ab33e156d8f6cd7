print("usercustomize of the job")
