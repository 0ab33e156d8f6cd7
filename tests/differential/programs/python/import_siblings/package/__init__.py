print("package is imported", __name__)
