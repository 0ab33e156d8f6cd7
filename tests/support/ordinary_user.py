"""Starts programs as `nobody`, who was given cgroups and user ids.

KILN_TEST_USER=ordinary makes every engine of the tests start so. Needs root and a mount namespace
of one's own (unshare -m), in which /etc/subuid and /etc/subgid say what was given.
"""

import functools
import itertools
import os
import tempfile

from support.baseline import mounts_of

NOBODY = 65534
AS_NOBODY = ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]

_V1_NAMES = ("memory", "pids", "cpu", "cpuacct")
_V2_ROOT = "/sys/fs/cgroup"
_numbers = itertools.count()


def wanted():
    return os.environ.get("KILN_TEST_USER") == "ordinary"


def v1_homes():
    """Our own groups in the v1 hierarchies that Kiln uses, by controller; {} on v2."""
    mounted = {}
    for root, point, kind, options in mounts_of("self"):
        if kind == "cgroup":
            mounted.update({name: (root, point) for name in options.split(",")})
    homes = {}
    with open("/proc/self/cgroup") as file:
        for line in file:
            _, names, path = line.rstrip("\n").split(":", 2)
            for name in names.split(","):
                if name in _V1_NAMES and name in mounted:
                    root, point = mounted[name]
                    inside = os.path.relpath(path, root) if root != "/" else path.lstrip("/")
                    homes[name] = os.path.realpath(os.path.join(point, inside))
    return homes if set(homes) == set(_V1_NAMES) else {}


def v2_is_there():
    return os.path.exists(f"{_V2_ROOT}/cgroup.subtree_control")


@functools.cache
def _home():
    """The user's own folder: engines at once share it, and tell themselves apart by its locks."""
    home = tempfile.TemporaryDirectory(prefix="test-of-kiln-user-")
    os.chmod(home.name, 0o755)
    os.mkdir(os.path.join(home.name, "runtime"), 0o700)
    os.chown(os.path.join(home.name, "runtime"), NOBODY, NOBODY)
    with open(os.path.join(home.name, "subid"), "w") as file:
        file.write("nobody:300000:65536\n")
    return home


class Gift:
    """Cgroups and ids that belong to `nobody` until close(); for one engine at a time."""

    def __init__(self):
        name = f"test-of-kiln-{os.getpid()}-{next(_numbers)}"
        homes = set(v1_homes().values())
        self.groups = [os.path.join(home, name) for home in sorted(homes)]
        if not homes:
            with open(f"{_V2_ROOT}/cgroup.subtree_control", "w") as file:
                file.write("+memory +pids +cpu")
            self.groups = [f"{_V2_ROOT}/{name}"]
        for path in self.groups:
            os.mkdir(path)
            inside = os.listdir(path) if homes else \
                ["cgroup.procs", "cgroup.subtree_control", "cgroup.threads"]
            for each in [".", *inside]:
                os.chown(os.path.join(path, each), NOBODY, NOBODY)
        self.runtime = os.path.join(_home().name, "runtime")
        self._ranges = os.path.join(_home().name, "subid")

    def settings(self):
        return {"XDG_RUNTIME_DIR": self.runtime, "HOME": self.runtime}

    def words(self, words):
        """A command that runs `words` as nobody inside the gift, with the same pid."""
        script = "\n".join(
            ["mount --make-rprivate /", "touch /etc/subuid /etc/subgid",
             f"mount --bind {self._ranges} /etc/subuid", f"mount --bind {self._ranges} /etc/subgid"]
            + [f"echo 0 > {path}/cgroup.procs" for path in self.groups] + ['exec "$@"'])
        return ["unshare", "-m", "sh", "-ec", script, "sh", *AS_NOBODY, *words]

    def close(self):
        for path in self.groups:
            os.rmdir(path)
