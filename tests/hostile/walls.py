#!/usr/bin/env python3
"""Takes down one wall after another and sees that hostile programs get through.

Usage: hostile/walls.py [WALL...]

A wall is killed when, without it, at least one program of its list fails that otherwise holds.
Where a second wall still stops them all, that one is named and both are taken down. Needs the
binary of the preset "weak" (KILN_BIN). Ends with the score and `N passed, N failed`.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# wall: what stands behind it ("" for nothing), the programs that try it. Only programs that end
# by themselves: a bomb without a limit is not let loose on the host.
WALLS = {
    "seccomp": ("", ["kernel/keyrings", "kernel/namespaces", "kernel/io_uring",
                     "network/families"]),
    "pids": ("", ["processes/zombie_flood", "processes/thread_bomb"]),
    "memory": ("", ["memory/heap_bomb", "memory/mmap_shared"]),
    "ipc": ("", ["pairs/sysv_shared_memory", "pairs/sysv_semaphore"]),
    "root": ("", ["files/write_anywhere"]),
    "links": ("", ["compile/artefact_is_a_link_to_the_root", "compile/artefact_is_a_relative_link"]),
    "output": ("", ["output/some_megabytes"]),
    "capabilities": ("", ["network/raw_sockets", "network/set_up_interfaces",
                          "kernel/capabilities"]),
    "network": ("", ["network/connect_to_the_host", "network/unix_sockets_of_the_host"]),
    "uids": ("", ["pairs/pipe_pages_of_the_user", "pairs/watches_of_the_user"]),
    "input": ("", ["files/input_of_the_host"]),
    "disk": ("", ["files/disk_of_the_host"]),
}


def got_through(walls, programs):
    """The programs that fail without these walls."""
    done = subprocess.run(
        [sys.executable, os.path.join(HERE, "run.py"), "--expect-escape", *programs],
        env={**os.environ, "KILN_TEST_WITHOUT": walls}, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("got through: ")]
    return lines[0].removeprefix("got through: ") if done.returncode == 0 and lines else ""


def main(names):
    unknown = set(names) - set(WALLS)
    if unknown:
        print(__doc__)
        return 2
    killed = 0
    chosen = names or list(WALLS)
    # First with every wall standing: what fails now could not tell anything later.
    failing = got_through("", [each for wall in chosen for each in WALLS[wall][1]])
    if failing:
        print(f"with every wall standing, these fail already: {failing}")
        return 1
    for wall in chosen:
        behind, programs = WALLS[wall]
        through = got_through(wall, programs)
        taken = wall
        if not through and behind:
            taken = f"{wall},{behind}"
            through = got_through(taken, programs)
        killed += bool(through)
        print(f"{'killed' if through else 'SURVIVED':<9}{taken:<24}{through}", flush=True)
    print(f"\nscore: {killed} of {len(chosen)} walls carry weight")
    print(f"{killed} passed, {len(chosen) - killed} failed")
    return 0 if killed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
