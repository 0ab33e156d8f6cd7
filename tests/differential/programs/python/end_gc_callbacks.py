import gc


def heard(phase, info):
    print(phase, info["generation"], info["uncollectable"])


gc.collect()
gc.callbacks.append(heard)
print("end")
