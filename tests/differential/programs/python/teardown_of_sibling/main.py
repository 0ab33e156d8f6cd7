import state

print("main ends", state.holder.name)
