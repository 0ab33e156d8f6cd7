"""What is broken on purpose, one at a time, and the test that must notice.

`before` stands in `file` exactly once; keep it short and of what will stay, so that an edit beside
it does not matter. `run --check` says which do not.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Test:
    kind: str    # "unit": a doctest case of a binary; "python": a module and a test of it
    where: str   # the binary, or the module
    name: str

    def __str__(self):
        return f"{self.where}: {self.name}" if self.kind == "unit" else f"{self.where}.{self.name}"


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str    # what is wrong now
    file: str
    before: str
    after: str
    test: Test


def engine(case):
    return Test("unit", "kiln_engine_tests", case)


def messaging(case):
    return Test("unit", "kiln_messaging_tests", case)


def pool(case):
    return Test("unit", "kiln_pool_tests", case)


def image(case):
    return Test("unit", "kiln_worker_image_tests", case)


def gate(case):
    return Test("unit", "kiln_gate_tests", case)


def containers(case):
    return Test("unit", "kiln_container_tests", case)


def whole(module, test):
    """Of the whole program, below integration/."""
    return Test("python", f"integration.{module}", test)


MUTANTS = [
    # ---- engine: limits, verdicts, the queue, the deadline ------------------------------------------
    Mutant("a limit may be asked for above the most", "engine/limits.cpp",
           "*limit.value > limit.most", "*limit.value > 2 * limit.most",
           engine("zero and too much are refused by name, each limit")),
    Mutant("the stack does not follow the memory", "engine/limits.cpp",
           "limits.stack_bytes = limits.memory_bytes;", "limits.stack_bytes = defaults.stack_bytes;",
           engine("the stack follows the memory where both had one default")),
    Mutant("a refused fork is a verdict on a program that went on well", "engine/verdict.cpp",
           "report.process_limit_hits > 0 && !exit_zero",
           "report.process_limit_hits > 0 && (!exit_zero || !report.exit_code || exit_zero)",
           engine("a fork bomb is a process limit, although it burns time as well")),
    Mutant("CPU time is judged only where it was cut", "engine/verdict.cpp",
           "*report.cpu >= limits.cpu + report.paused", "*report.cpu > 2 * limits.cpu",
           engine("the CPU counter decides, whatever ended the step")),
    Mutant("a step that was not begun is trouble of ours", "engine/verdict.cpp",
           "if (report.not_begun)", "if (report.not_begun && report.exit_code)",
           engine("a step that asked for too much is not begun, and the job is told which")),
    Mutant("the queue takes one more than it may hold", "engine/engine_state.cpp",
           "waiting_.size() >= queue_capacity_", "waiting_.size() > queue_capacity_",
           engine("a full queue answers at once, in the words that clients know")),
    Mutant("a step has its own wall time whatever the deadline leaves", "engine/job_task.cpp",
           "spec.limits.wall = std::min(own_wall, left);", "spec.limits.wall = left.count() > 0 ? own_wall : left;",
           engine("each step gets its own limits, and no more time than the deadline leaves")),
    Mutant("what waits does so although nobody waits for it", "engine/engine_state.cpp",
           "std::min(job.answer_by, job.execute_by)", "std::max(job.execute_by, job.execute_by)",
           engine("a job waits no longer than the first of its two deadlines")),
    Mutant("a draining engine takes jobs", "engine/engine_state.cpp",
           "if (closed_) {", "if (closed_ && stopped_) {",
           engine("draining takes no more jobs and completes when the last is answered")),
    Mutant("a file may lie in a folder above", "engine/catalogue/names.cpp",
           'part == "." || part == ".."', 'part == "."',
           engine("file names that lead elsewhere are refused by name")),
    Mutant("a source may be taken for an option", "engine/catalogue/argv_template.cpp",
           "reads_as_option(name) ? \"./\" + name : name", "name.ends_with('-') && reads_as_option(name) ? \"./\" + name : name",
           engine("a source whose name begins with a dash cannot be taken for an option")),
    Mutant("a catalogue may hold words that no container can be told",
           "engine/catalogue/check_language.cpp",
           "if (fits) return std::nullopt;", "if (fits || true) return std::nullopt;",
           engine("what a container could not be told is refused where it stands")),
    # ---- engine: what is kept -----------------------------------------------------------------------
    Mutant("the cache does not look at the compiler's words", "engine/cache/compile_key.cpp",
           "append_list(key, step.argv);", "append_number(key, step.argv.size());",
           engine("everything that can change what a compiler does changes the key")),
    Mutant("a compile that was refused a fork is kept", "engine/cache/compile_result.cpp",
           "report.oom_kills == 0 && report.process_limit_hits == 0;", "report.oom_kills == 0;",
           engine("what might come out otherwise another time is not kept")),
    Mutant("a cached file may be another user's", "engine/cache/disk_store.cpp",
           "(about.st_mode & 077) == 0 &&", "true &&",
           engine("a file that others may write, a link and a folder are not read")),
    Mutant("a learnt preamble is used where the compiler had words about it",
           "engine/warm/learnt_preambles.cpp",
           "!header.value().said.empty()", "header.value().said.size() > 100000",
           engine("what cannot be compiled, or not without a word, is tried once")),
    # ---- messaging ----------------------------------------------------------------------------------
    Mutant("a control character goes into JSON as it is", "messaging/codec/utf8_text.cpp",
           "i < 0x20 ? kWidest : 1", "1",
           messaging("the usual control characters have their short escapes, the others the long one")),
    Mutant("base64 may end in the middle", "messaging/codec/base64.cpp",
           "if (group.held != 0) return illegal", "if (group.held == 1) return illegal",
           messaging("base64 that clients' own decoder refuses is refused at the same byte")),
    Mutant("a reply is sent again to whom it has reached", "messaging/nats/reply_delivery.cpp",
           "while (!written_.empty() && first_written_ <= number)",
           "while (!written_.empty() && first_written_ < number)",
           messaging("a reply on a settled connection is one plain publish, then forgotten")),
    Mutant("a full engine refuses for ever", "messaging/dispatcher.cpp",
           "verdict == Verdict::Busy ||", "verdict == Verdict::Ok ||",
           messaging("a full engine refuses for now, one that never will for ever")),
    Mutant("a rule of one language holds in all", "messaging/validation/policy.cpp",
           "rule.scope == scope && ", "!scope.empty() && ",
           messaging("a rule that matches is reported with its category and description")),
    Mutant("a ban never ends", "messaging/validation/rate_limiter.cpp",
           "if (now < known.banned_until)", "if (known.banned_until != Time{})",
           messaging("a ban ends on time and starts a new count")),
    Mutant("a password is in the log", "messaging/nats/server_url.cpp",
           "bare.erase(begin, at + 1 - begin);", "bare.erase(std::max(begin, at), 1);",
           messaging("no password, user or token is left in what is logged")),
    # ---- pool ---------------------------------------------------------------------------------------
    Mutant("ptrace is allowed", "worker-image/syscalls.conf",
           "EPERM  ptrace process_vm_readv", "allow  ptrace\nEPERM  process_vm_readv",
           pool("calls on the mount tree, namespaces and other processes are EPERM")),
    Mutant("two containers share their ids", "pool/namespaces/id_plan.cpp",
           "map.root_uid = first_uid_ + slot * kIdsPerSlot;", "map.root_uid = first_uid_;",
           pool("no two containers of any instances share a host id, nor with any engine")),
    Mutant("kills of earlier cells count", "pool/cgroup/leaf.cpp",
           'read_key(LeafFile::MemoryEvents, "oom_kill") - kills_before_',
           'read_key(LeafFile::MemoryEvents, "oom_kill")',
           pool("kills for memory and refused forks are counted since begin")),
    Mutant("a memfd of ours can be written", "pool/base/memfd.cpp",
           "F_SEAL_GROW | F_SEAL_WRITE;", "F_SEAL_GROW;",
           pool("a sealed memfd cannot be written, grown, shrunk, mapped for writing or unsealed")),
    Mutant("descriptors from elsewhere survive an execve", "pool/base/unix_socket.cpp",
           "MSG_CMSG_CLOEXEC | MSG_DONTWAIT", "MSG_DONTWAIT",
           pool("descriptors travel with a message, in order, and close on exec")),
    Mutant("an artefact's size is what the cell says", "pool/step_run.cpp",
           "BOOST_OUTCOME_CO_TRY(artifact.size, size_of(artifact.fd));",
           "BOOST_OUTCOME_CO_TRY(artifact.size, size_of(artifact.fd));\n    artifact.size = event.size;",
           pool("an artefact's size is that of what was copied, whatever the cell says")),
    Mutant("output of exactly the limit is too much", "pool/step_run.cpp",
           "bytes.size() > room", "bytes.size() >= room",
           containers("output of exactly the limit is whole, one byte more is cut there and says so")),
    Mutant("what met its memory limit goes on", "pool/step_run.cpp",
           "cut(Cut::Memory);", "oom_timer_.cancel();",
           containers("a step that takes more memory than allowed is cut, and the kill is counted")),
    Mutant("a cell that ended is not waited for", "pool/cell.cpp",
           "if (phase_ == Phase::None) co_return success();", "if (id_ > 0) co_return success();",
           containers("two hundred steps in a row leave one container as it was")),
    Mutant("a lease that ends does not give its container back", "pool/lending.cpp",
           "slot.on_wanted_back = nullptr;\n    slot.wake.set();", "slot.on_wanted_back = nullptr;",
           containers("a lease that is dropped without a run gives its container back")),
    Mutant("containers outlive an engine that was killed", "pool/namespaces/spawner.cpp",
           "if (hello.ready != 0) serve();\n        tidy_up();",
           "if (hello.ready != 0) serve();\n        ::sleep(6);\n        tidy_up();",
           whole("test_engine_death",
                 "EngineDeath.test_when_the_engine_is_killed_while_it_compiles_nothing_is_left")),
    # ---- worker-image -------------------------------------------------------------------------------
    Mutant("when memory runs out a program is no likelier to go than its init",
           "worker-image/agent/strip.c", 'write(fd, "1000", 4)', 'write(fd, "0000", 4)',
           containers("a step is user 1000, pid 2, without any right, alone in its namespaces")),
    Mutant("a child of a runtime keeps what was opened since", "worker-image/gate/descriptors.c",
           "close_range((unsigned)first, (unsigned)last, 0) != 0", "last < 0",
           gate("what was not listed is closed in a child, what was is not")),
    Mutant("the bounding set is kept", "worker-image/agent/rights.c",
           "if (cap == keep) continue;", "if (cap == keep || cap >= 0) continue;",
           containers("a step is user 1000, pid 2, without any right, alone in its namespaces")),
    Mutant("an agent can set up networks", "worker-image/agent/main.c",
           "fault = give_up_capability(CAP_NET_ADMIN);", "fault = FINE;",
           whole("test_privileges", "Privileges.test_an_agent_can_bring_no_interface_up_raise_no_limit_"
                                    "and_trace_nobody_with_more")),
    Mutant("a connection may linger", "worker-image/agent/fence.c",
           "UNLESS(SO_LINGER, 1),\n    ANSWER(0),", "UNLESS(SO_LINGER, 1),\n    ALLOW,",
           image("behind the fence a connection does not linger, whoever asks for it")),
    Mutant("a cell's files have no bound", "worker-image/agent/cell_mounts.c",
           'mount("tmp", "/tmp", "tmpfs", kPlain, data)', 'mount("tmp", "/tmp", "tmpfs", kPlain, "")',
           containers("a file may not grow past its limit, nor the writable file systems past theirs")),
    Mutant("processes of other ids show", "worker-image/agent/cell_mounts.c",
           'kProcOptions[] = "hidepid=2"', 'kProcOptions[] = ""',
           containers("a step is user 1000, pid 2, without any right, alone in its namespaces")),
    Mutant("an artefact may be a link", "worker-image/agent/artifacts.c",
           "how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |",
           "how.flags &= ~(uint64_t)O_NOFOLLOW;\n    how.resolve = RESOLVE_BENEATH |",
           containers("what is not a plain readable file below /box is refused by name")),
    Mutant("what a program left behind lives on while artefacts go out",
           "worker-image/agent/cell_init.c",
           "alone(SIGKILL)", "alone(0)",
           containers("background processes die with their step, whatever they made of themselves")),
    Mutant("a job's file is written through a link", "worker-image/agent/job_files.c",
           "O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC", "O_WRONLY | O_CREAT | O_CLOEXEC",
           image("a name goes through no link, and a file of the same name twice is refused")),
    Mutant("an agent takes a runtime without a number", "worker-image/agent/requests.c",
           "request->number != 0 && ", "",
           image("a runtime has a number and a mode that there is, and one descriptor at most")),
    Mutant("a request may be as long as another kind's", "worker-image/agent/requests.c",
           "if ((size_t)got != size) return bad;", "if ((size_t)got < size) return bad;",
           image("a request of one kind that is as long as another's is refused")),
    # ---- the whole ----------------------------------------------------------------------------------
    Mutant("the health port says that all is well", "cmd/kiln/status/status_pages.cpp",
           "return text_page(kUnavailable, trouble + containers);",
           "return text_page(kOk, trouble + containers);",
           whole("test_health", "Health.test_without_nats_it_is_not_well_until_nats_is_back")),
    Mutant("a second signal is no different from the first", "cmd/kiln/serve.cpp",
           "std::_Exit(1);", "return await_signal();",
           whole("test_drain", "Drain.test_a_second_signal_stops_at_once")),
    Mutant("the compiler's words are in the log", "engine/warm/precompile.cpp",
           '" failed: " + end)', '" failed: " + end + report.err)',
           whole("test_log_secrets", "LogSecrets.test_no_level_tells_anything_of_any_job")),
    Mutant("a file that does not fit is trouble of ours", "pool/not_begun.cpp",
           "if (files && holds(kFileErrors, error))", "if (files && holds(kFileErrors, -error))",
           pool("what a job asked too much of is told apart, with what the kernel said")),
]
