"""Privilege separation, as /proc shows it: the process that parses bytes from outside holds no
right, the one that holds rights parses nothing, and a program gets nothing of either."""

import os
import socket
import time
import unittest

from support import processes
from support.case import EngineCase
from support.clock import eventually
from support.kernel import needs_warm_runtimes

CAPABILITIES = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
ONLY_KILL = 1 << 5  # CAP_KILL
NET_ADMIN, SYS_PTRACE, SYS_ADMIN, SYS_RESOURCE = 1 << 12, 1 << 19, 1 << 21, 1 << 24
WRITES = os.O_WRONLY | os.O_RDWR

# Its name tells that the interpreter has started and opens nothing any more.
SLEEPER = """
import time
with open("/proc/self/comm", "w") as name:
    name.write("sleeper")
time.sleep(2)
"""

# What the engine may hold open for writing beside sockets and pipes: its own event loops, the
# files of its cells' cgroups, and what it was started with.
ENGINE_OBJECTS = {"eventfd", "eventpoll", "timerfd", "pidfd", "signalfd"}


def status_of(pid):
    with open(f"/proc/{pid}/status") as file:
        return {key: value.strip() for key, _, value in (line.partition(":") for line in file)}


def rights_of(status):
    return {name: int(status[name], 16) for name in CAPABILITIES}


def inet_sockets(pid):
    """Inodes of the IPv4 and IPv6 sockets of the network namespace that `pid` lives in."""
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        with open(f"/proc/{pid}/net/{table}") as file:
            found.update(line.split()[9] for line in list(file)[1:])
    return found


def unix_sockets(pid):
    """The unix sockets there: inode -> type."""
    with open(f"/proc/{pid}/net/unix") as file:
        return {words[6]: int(words[4], 16) for words in map(str.split, list(file)[1:])}


class Descriptor:
    def __init__(self, pid, number):
        self.number = number
        self.target = os.readlink(f"/proc/{pid}/fd/{number}")
        with open(f"/proc/{pid}/fdinfo/{number}") as file:
            fields = dict(line.split(":", 1) for line in file if ":" in line)
        flags = int(fields["flags"], 8)
        self.written = flags & WRITES != 0
        self.inherited = flags & os.O_CLOEXEC == 0
        self.inode = self.target.partition("[")[2].rstrip("]")

    @property
    def kind(self):
        """"socket", "pipe", "eventfd", ..., "memfd", "cgroup", or the path."""
        if self.target.startswith("anon_inode:"):
            return self.target.partition(":")[2].strip("[]")
        if self.target.startswith(("socket:", "pipe:")):
            return self.target.partition(":")[0]
        if self.target.startswith("/memfd:"):
            return "memfd"
        if "/cgroup/" in self.target and "/kiln-" in self.target:
            return "cgroup"
        return self.target

    def __repr__(self):
        return f"{self.number} -> {self.target}{' (written)' if self.written else ''}"


def descriptors_of(pid):
    """What it holds; nothing if it ended meanwhile."""
    found = []
    try:
        numbers = sorted(map(int, os.listdir(f"/proc/{pid}/fd")))
    except FileNotFoundError:
        return found
    for number in numbers:
        try:
            found.append(Descriptor(pid, number))
        except FileNotFoundError:
            pass  # closed meanwhile
    return found


def descriptors_at_rest(pid):
    """Of an agent that is not just making a cell, or burying one."""
    def settled():
        first = descriptors_of(pid)
        time.sleep(0.05)
        return first if repr(first) == repr(descriptors_of(pid)) else None
    return eventually(settled, 10, "an agent rests")


@unittest.skipUnless(os.geteuid() == 0, "cannot run here: only root sees what others hold open")
class Privileges(EngineCase):
    """One engine; where a test looks at a program, it sends one that sleeps."""

    settings = {"MAX_WORKERS": 3, "KILN_WARM": "off"}
    waiting_command = "kiln-agent"
    runtimes = 0  # of each agent
    seen = set()

    def setUp(self):
        self.engine_pid = self.kiln.process.pid
        self.spawner = self.only(self.children(self.engine_pid))
        self.agents = self.children(self.spawner)
        # Nothing is true of none.
        self.assertEqual(self.settings["MAX_WORKERS"], len(self.agents))

    def sleeping_program(self):
        """The pid of a program of its own that is past its start and far from its end."""
        self.send(SLEEPER)
        return eventually(self._next_sleeper, 10, "a program sleeps")

    def _next_sleeper(self):
        for who in self.kiln.family() - self.seen:
            if processes.text_of(who[0], "comm") == "sleeper":
                self.seen.add(who)
                return who[0]
        return None

    @staticmethod
    def children(parent):
        return [pid for pid in processes.all_pids() if processes.parent_of(pid) == parent]

    @staticmethod
    def only(items):
        assert len(items) == 1, items
        return items[0]

    def waiting_cell(self):
        """(init, job child) of a cell that waits for a job."""
        return eventually(self._waiting_cell, 10, "a cell waits")

    def _waiting_cell(self):
        for agent in self.agents:
            for init in self.children(agent):
                for child in self.children(init):
                    if processes.text_of(child, "cmdline") == self.waiting_command and \
                            any(fd.kind == "socket" for fd in descriptors_of(child)):
                        return init, child
        return None

    # ---- the engine ----------------------------------------------------------------------------

    def test_the_engine_holds_the_connection_to_nats(self):
        held = {fd.inode for fd in descriptors_of(self.engine_pid) if fd.kind == "socket"}
        port = f"{self.server.port:04X}"
        with open(f"/proc/{self.engine_pid}/net/tcp") as file:
            rows = [line.split() for line in list(file)[1:]]
        to_nats = {row[9] for row in rows if row[2].endswith(":" + port) and row[3] == "01"}
        self.assertTrue(held & to_nats, "this test inspects a process that parses nothing")

    def test_the_engine_has_no_right_and_can_get_none(self):
        for task in os.listdir(f"/proc/{self.engine_pid}/task"):
            status = status_of(f"{self.engine_pid}/task/{task}")
            self.assertEqual(dict.fromkeys(CAPABILITIES, 0), rights_of(status))
            self.assertEqual("1", status["NoNewPrivs"])

    def test_the_engine_is_nobody_on_the_host(self):
        status = status_of(self.engine_pid)
        for name in ("Uid", "Gid"):
            ids = set(status[name].split())
            self.assertEqual(1, len(ids), status[name])
            self.assertNotIn("0", ids)
        self.assertEqual("", status["Groups"])

    def test_the_engine_can_write_no_file_but_its_log_and_its_cells_cgroups(self):
        log = self.kiln._log.name
        for fd in descriptors_of(self.engine_pid):
            with self.subTest(fd):
                allowed = {"socket", "pipe", "memfd", "cgroup", "/dev/null", log} | ENGINE_OBJECTS
                self.assertTrue(not fd.written or fd.kind in allowed)

    def test_of_a_cgroup_the_engine_holds_limits_and_counters_but_no_way_in(self):
        names = {os.path.basename(fd.target) for fd in descriptors_of(self.engine_pid)
                 if fd.kind == "cgroup"}
        self.assertFalse(names & {"tasks", "cgroup.procs", "cgroup.threads", "release_agent",
                                  "notify_on_release", "cgroup.subtree_control"}, names)

    # ---- the spawner ---------------------------------------------------------------------------

    def test_the_spawner_holds_the_privilege(self):
        status = status_of(self.spawner)
        self.assertEqual("kiln-spawner", status["Name"])
        self.assertNotEqual(0, rights_of(status)["CapEff"])

    def test_the_spawner_has_one_thread(self):
        self.assertEqual("1", status_of(self.spawner)["Threads"])

    def test_the_spawner_reads_from_the_engine_alone(self):
        # Its sealed images, its lock and its pidfds are written by nobody else.
        sockets = [fd for fd in descriptors_of(self.spawner) if fd.kind == "socket"]
        self.assertEqual(1, len(sockets), sockets)
        here = unix_sockets(self.spawner)
        self.assertIn(sockets[0].inode, here, "not a unix socket")
        self.assertEqual(socket.SOCK_SEQPACKET, here[sockets[0].inode])
        self.assertNotIn(sockets[0].inode, inet_sockets(self.spawner))

    def test_the_spawner_holds_no_pipe_and_no_event_loop(self):
        log = self.kiln._log.name
        for fd in descriptors_of(self.spawner):
            with self.subTest(fd):
                allowed = {"socket", "memfd", "pidfd", "cgroup", "/dev/null", log}
                lock = fd.kind.startswith("/run/kiln/") and fd.kind.endswith(".lock")
                self.assertTrue(fd.kind in allowed or lock)

    def test_no_other_process_holds_the_link_between_engine_and_spawner(self):
        # Both ends show as sockets with an inode of their own; nobody else has the spawner's.
        inode = self.only([fd.inode for fd in descriptors_of(self.spawner)
                           if fd.kind == "socket"])
        holders = {pid for pid, _ in self.kiln.family()
                   if inode in {fd.inode for fd in descriptors_of(pid)}}
        self.assertEqual({self.spawner}, holders)

    # ---- the agents ----------------------------------------------------------------------------

    def test_each_agent_is_the_first_process_of_a_container(self):
        self.assertEqual(3, len(self.agents))
        for agent in self.agents:
            self.assertEqual([str(agent), "1"], status_of(agent)["NSpid"].split())

    def test_an_agents_rights_are_its_containers_and_its_ids_nobodys(self):
        own = {os.readlink(f"/proc/{agent}/ns/user") for agent in self.agents}
        self.assertEqual(3, len(own))
        self.assertNotIn(os.readlink("/proc/self/ns/user"), own)
        for agent in self.agents:
            status = status_of(agent)
            self.assertNotIn("0", status["Uid"].split() + status["Gid"].split())

    def test_an_agent_can_bring_no_interface_up_raise_no_limit_and_trace_nobody_with_more(self):
        for agent in self.agents:
            for name, rights in rights_of(status_of(agent)).items():
                self.assertEqual(0, rights & (NET_ADMIN | SYS_RESOURCE | SYS_PTRACE), name)
            self.assertNotEqual(0, rights_of(status_of(agent))["CapEff"])
            self.assertEqual("1", status_of(agent)["Seccomp_filters"])

    def test_one_process_of_a_container_can_bring_interfaces_up_and_nothing_comes_to_it(self):
        for agent in self.agents:
            raisers = [pid for pid in processes.all_pids() if processes.parent_of(pid) == agent
                       and processes.text_of(pid, "comm") == "kiln-raiser"]
            self.assertEqual(1, len(raisers))
            rights = rights_of(status_of(raisers[0]))
            self.assertEqual(NET_ADMIN | SYS_ADMIN, rights["CapEff"])
            self.assertEqual(NET_ADMIN | SYS_ADMIN, rights["CapPrm"])
            self.assertEqual(0, rights["CapInh"] | rights["CapAmb"])
            kinds = sorted(fd.kind.partition(":[")[0] for fd in descriptors_of(raisers[0]))
            self.assertEqual(["/dev/null"] * 3 + ["net", "socket"], kinds)

    def test_containers_share_no_id_with_each_other_or_the_engine(self):
        ids = [status_of(pid)["Uid"].split()[0]
               for pid in (*self.agents, self.sleeping_program(), self.engine_pid)]
        self.assertEqual(len(ids), len(set(ids)))

    def test_an_agent_holds_its_socket_its_signals_and_the_ways_into_its_cell(self):
        for agent in self.agents:
            kinds = []
            for fd in descriptors_at_rest(agent):
                kind = fd.kind.partition(":[")[0]
                kinds.append(kind)
                with self.subTest(fd, agent=agent):
                    # The memory file holds the compiled seccomp filter, sealed.
                    self.assertIn(kind, {"socket", "signalfd", "cgroup", "/dev/null", "memfd", "pidfd",
                                         "/proc/1/ns", "mnt", "ipc", "net", "pid"})
            # To the engine, the raiser, the cells' init; and to each runtime.
            self.assertEqual(3 + self.runtimes, kinds.count("socket"))
            for kind in ("memfd", "signalfd", "pidfd", "/proc/1/ns", "pid"):
                self.assertEqual(1, kinds.count(kind), kind)
            # Namespaces of its own, of its cell, and the mounts of the base.
            self.assertEqual((3, 2, 2), tuple(kinds.count(kind) for kind in ("mnt", "ipc", "net")))

    def test_no_descriptor_of_an_agent_but_dev_null_survives_an_execve(self):
        for agent in self.agents:
            kept = {fd.kind for fd in descriptors_of(agent) if fd.inherited}
            self.assertEqual({"/dev/null"}, kept)

    # ---- a cell --------------------------------------------------------------------------------

    def test_a_cells_init_can_kill_and_nothing_else(self):
        status = status_of(processes.parent_of(self.sleeping_program()))
        self.assertEqual({"CapInh": 0, "CapPrm": ONLY_KILL, "CapEff": ONLY_KILL,
                          "CapBnd": ONLY_KILL, "CapAmb": 0}, rights_of(status))
        self.assertEqual("1", status["NoNewPrivs"])

    def test_a_cells_init_holds_two_sockets_its_signals_and_the_box(self):
        for find in (lambda: processes.parent_of(self.sleeping_program()),
                     lambda: self.waiting_cell()[0]):
            held = [fd for fd in descriptors_of(find()) if fd.kind != "/dev/null"]
            kinds = sorted(fd.kind.partition(":[")[0] for fd in held)
            self.assertEqual(["/box", "signalfd", "socket", "socket"], kinds)

    def test_a_future_program_waits_without_any_right(self):
        child = self.waiting_cell()[1]
        status = status_of(child)
        self.assertEqual(dict.fromkeys(CAPABILITIES, 0), rights_of(status))
        self.assertEqual(("1", "2"), (status["NoNewPrivs"], status["Seccomp"]))
        kinds = sorted(fd.kind for fd in descriptors_of(child) if fd.kind != "/dev/null")
        self.assertEqual(["pipe", "pipe", "socket"], kinds)

    def test_a_program_has_no_right_and_can_get_none(self):
        status = status_of(self.sleeping_program())
        self.assertEqual(dict.fromkeys(CAPABILITIES, 0), rights_of(status))
        self.assertEqual(("1", "2"), (status["NoNewPrivs"], status["Seccomp"]))
        self.assertEqual("", status["Groups"])
        self.assertNotIn("0", status["Uid"].split() + status["Gid"].split())

    def test_a_program_holds_its_three_streams_and_nothing_else(self):
        held = descriptors_of(self.sleeping_program())
        self.assertEqual([0, 1, 2], [fd.number for fd in held], held)
        self.assertEqual(["pipe", "pipe"], [fd.kind for fd in held[1:]])
        self.assertFalse(held[0].written)


@needs_warm_runtimes
class WarmPrivileges(Privileges):
    """The same with a warm Python beside the cells, and its children in them."""

    settings = {"MAX_WORKERS": 3, "KILN_WARM": "python"}
    waiting_command = "/usr/bin/python3 main.py"
    runtimes = 1

    def setUp(self):
        super().setUp()
        self.waiting_cell()

    def warm_runtimes(self):
        return [pid for agent in self.agents for pid in self.children(agent)
                if processes.text_of(pid, "comm") == "python3"]

    def test_a_runtime_holds_its_gate_and_the_way_into_cells_alone(self):
        self.assertEqual(len(self.agents), len(self.warm_runtimes()))
        for pid in self.warm_runtimes():
            kinds = {fd.kind for fd in descriptors_of(pid)}
            self.assertLessEqual(kinds, {"/dev/null", "pipe", "socket", "memfd", "cgroup",
                                         f"/proc/{pid}/ns/pid", *(k for k in kinds if k[:3] == "pid")})

    def test_a_runtime_lives_outside_every_cell(self):
        for pid in self.warm_runtimes():
            agent = processes.parent_of(pid)
            for name in ("pid", "mnt", "net", "ipc", "user"):
                self.assertEqual(os.readlink(f"/proc/{agent}/ns/{name}"),
                                 os.readlink(f"/proc/{pid}/ns/{name}"), name)
            self.assertEqual(processes.text_of(agent, "cgroup").replace("/agent\n", "/warm\n"),
                             processes.text_of(pid, "cgroup"))


if __name__ == "__main__":
    unittest.main()
