import subprocess
import warnings

warnings.simplefilter("always")
process = subprocess.Popen(["/bin/sleep", "0.05"])
print("end")
process.wait()
