import subprocess
import sys

code = "import sys, os; print(sys.argv, os.environ['COLOUR'], sys.stdin.read()); sys.exit(2)"
done = subprocess.run([sys.executable, "-c", code, "x"], input="hi", capture_output=True, text=True)
print(done)
print(subprocess.run([sys.executable, __file__ + "x"], capture_output=True).returncode)
print(subprocess.check_output("echo shell; exit 0", shell=True), sys.executable)
