#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "pool/base/memfd.h"
#include "pool/base/unix_socket.h"
#include "pool/cgroup/container_groups.h"
#include "pool/namespaces/advice.h"
#include "pool/namespaces/birth.h"
#include "pool/namespaces/device_nodes.h"
#include "pool/namespaces/instance.h"
#include "pool/namespaces/run_spawner.h"
#include "pool/namespaces/seccomp_filter.h"
#include "pool/namespaces/spawner_protocol.h"
#include "pool/protocol/cell_protocol.h"
#include "pool/weaken.h"

// Theory of operation. One thread, blocking calls, a poll over the engine's socket and a pidfd for
// each container. It reads fixed structs from the engine and nothing else from anybody. When the
// engine's socket ends, however the engine died, it kills all containers, removes their cgroups
// and its lock, and exits; when it dies itself, the kernel kills the agents (PDEATHSIG), and the
// next start of this or another instance removes the cgroups (dead_instances).
namespace kiln::pool {

namespace {

void put_text(SpawnerEvent& event, const std::string& text) {
    std::strncpy(event.text.data(), text.c_str(), event.text.size() - 1);
}

class Spawner {
  public:
    Spawner(const SpawnerConfig& config, UniqueFd engine)
        : config_(config), engine_(std::move(engine)) {}

    // From Hello to the last container's end.
    void run() {
        const SpawnerEvent hello = prepare();
        send(hello, {});
        if (hello.ready != 0) serve();
        tidy_up();
    }

  private:
    SpawnerEvent prepare();
    void serve();  // until the engine is gone
    void tidy_up();
    Result<void> claim();
    void sweep();
    Result<void> check_walls(SpawnerEvent& hello);
    void answer(const SpawnerRequest& request);
    void answer_create(SpawnerEvent event);
    Result<void> create(unsigned slot, SpawnerEvent& event, LeafFiles& files);
    Result<void> configure(const Born& born, const ContainerGroups::Slot& groups);
    void destroy(unsigned slot, SpawnerEvent& event);
    void send(const SpawnerEvent& event, const std::vector<int>& fds);

    const SpawnerConfig& config_;
    UniqueFd engine_;
    Instance instance_;
    std::optional<ContainerGroups> groups_;
    IdPlan ids_;
    DeviceNodes devices_;
    UniqueFd agent_image_;
    UniqueFd seccomp_;
    std::map<unsigned, Born> containers_;
    std::set<unsigned> announced_;  // of those: Died was said
};

void Spawner::sweep() {
    const Hierarchy hierarchy = find_hierarchy(config_.cgroup_override);
    for (Instance& dead : dead_instances(lock_directory())) {
        sweep_groups(hierarchy, dead.number);
        dead.give_up();
    }
}

Result<void> Spawner::claim() {
    // What a dead instance with the same number left goes when our groups are made.
    BOOST_OUTCOME_TRY(instance_, claim_instance(lock_directory()));
    ids_ = IdPlan::make(instance_.number);
    return success();
}

Result<void> Spawner::check_walls(SpawnerEvent& hello) {
    const Hierarchy hierarchy = find_hierarchy(config_.cgroup_override);
    std::string missing;
    if (!hierarchy.complete())
        missing += "memory, process and CPU limits cannot be set: " + hierarchy.why +
                   cgroup_advice(hierarchy) + "\n";
    if (!ids_.own_ids()) missing += ids_.why() + "\n";
    put_text(hello, missing);
    if (!missing.empty() && config_.require == Require::Full)
        return plain_error(missing + "or set KILN_REQUIRE=minimal to run without these walls");

    auto groups = ContainerGroups::make(hierarchy, instance_.number, config_.bounds);
    if (!groups) {
        if (config_.require == Require::Full) return groups.error();
        put_text(hello, missing + groups.error().text());
        groups = ContainerGroups::make(Hierarchy{}, instance_.number, config_.bounds);
    }
    groups_ = std::move(groups).value();
    const Hierarchy& used = groups_->hierarchy();
    hello.cgroup_version = static_cast<std::uint32_t>(used.version);
    hello.memory_limit = !used.of(Controller::Memory).empty();
    hello.process_limit = !used.of(Controller::Pids).empty();
    hello.cpu_limit = !used.of(Controller::Cpu).empty() && !used.of(Controller::CpuCount).empty();
    hello.own_uids = ids_.own_ids();
    hello.seccomp = 1;
    return success();
}

SpawnerEvent Spawner::prepare() {
    SpawnerEvent hello;
    const auto steps = [&]() -> Result<void> {
        const UniqueFd agent(::open(config_.agent.c_str(), O_RDONLY | O_CLOEXEC));
        if (!agent.valid()) return errno_error("open the agent " + config_.agent.string());
        BOOST_OUTCOME_TRY(agent_image_, sealed_copy("kiln-agent", agent.get(), 64 << 20));
        if (without(Wall::Seccomp)) {
            BOOST_OUTCOME_TRY(seccomp_, sealed_memfd("kiln-seccomp", {}));
        } else {
            BOOST_OUTCOME_TRY(seccomp_, compile_seccomp_filter(config_.syscalls));
        }
        devices_ = DeviceNodes::make();
        BOOST_OUTCOME_TRY(claim());
        return check_walls(hello);
    };
    const Result<void> done = steps();
    hello.ready = done.has_value();
    if (!done) put_text(hello, done.error().text());
    hello.instance = instance_.number;
    hello.engine_uid = ids_.engine_uid();
    return hello;
}

void Spawner::send(const SpawnerEvent& event, const std::vector<int>& fds) {
    // A dead engine shows as end of file in serve(); nothing is lost that anyone could use.
    (void)send_message(engine_.get(), as_message(event), fds);
}

Result<void> Spawner::configure(const Born& born, const ContainerGroups::Slot& groups) {
    kiln_configure request{};
    request.head = {KILN_PROTOCOL, KILN_CONFIGURE};
    request.tmpfs_bytes = config_.tmpfs_bytes;
    request.tmpfs_inodes = config_.tmpfs_inodes;
    request.descriptors = config_.descriptors;
    if (groups.birth.valid()) request.flags |= KILN_ATTACH_BY_CLONE;
    if (!ids_.own_ids()) request.flags |= KILN_ONE_ID | KILN_KEEP_GROUPS;
    if (without(Wall::Ipc)) request.flags |= KILN_WITHOUT_IPC;
    if (without(Wall::Network)) request.flags |= KILN_WITHOUT_NETWORK;
    if (without(Wall::Links)) request.flags |= KILN_WITHOUT_LINKS;
    if (without(Wall::Capabilities)) request.flags |= KILN_WITHOUT_CAPABILITIES;
    request.attach_count = static_cast<std::uint32_t>(groups.attach.size());
    std::vector<int> fds{seccomp_.get()};
    for (const auto* kind : {&groups.attach, &groups.attach_runtime})
        for (const UniqueFd& fd : *kind) fds.push_back(fd.get());
    return send_message(born.agent_socket.get(), as_message(request), fds);
}

Result<void> Spawner::create(unsigned slot, SpawnerEvent& event, LeafFiles& files) {
    const IdMap ids = ids_.of(without(Wall::OwnUids) ? 0 : slot);
    BOOST_OUTCOME_TRY(const ContainerGroups::Slot groups, groups_->make_slot(slot, ids.root_uid));
    BOOST_OUTCOME_TRY(const std::filesystem::path nodes, devices_.of(slot));
    const BirthPlan plan{&config_.root, &groups, nodes, agent_image_.get(), ids, "kiln"};
    BOOST_OUTCOME_TRY(Born born, give_birth(plan));
    const pid_t pid = born.pid;
    const Born& kept = containers_.insert_or_assign(slot, std::move(born)).first->second;
    BOOST_OUTCOME_TRY(files, groups_->settle(slot, pid));
    BOOST_OUTCOME_TRY(configure(kept, groups));
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].valid()) event.files |= 1u << i;
    return success();
}

void Spawner::destroy(unsigned slot, SpawnerEvent& event) {
    event.say = SpawnerSay::Destroyed;
    const auto found = containers_.find(slot);
    if (found != containers_.end()) {
        if (!end_life(found->second)) {
            event.say = SpawnerSay::DestroyFailed;
            put_text(event, "the container is not dead two seconds after SIGKILL");
            return;
        }
        containers_.erase(found);
        announced_.erase(slot);
    }
    const Result<void> removed = groups_->remove_slot(slot);
    if (!removed) {
        event.say = SpawnerSay::DestroyFailed;
        put_text(event, removed.error().text());
    }
}

void Spawner::answer_create(SpawnerEvent event) {
    if (event.slot >= kMaxSlots || containers_.contains(event.slot)) {
        event.say = SpawnerSay::CreateFailed;
        put_text(event, "slot " + std::to_string(event.slot) + " is taken");
        return send(event, {});
    }
    event.say = SpawnerSay::Created;
    LeafFiles files;
    const Result<void> created = create(event.slot, event, files);
    if (created) {
        Born& born = containers_.at(event.slot);
        std::vector<int> fds{born.agent_socket.get()};
        for (const UniqueFd& file : files)
            if (file.valid()) fds.push_back(file.get());
        send(event, fds);
        born.agent_socket.reset();  // the engine's now
        return;
    }
    SpawnerEvent undone = event;
    destroy(event.slot, undone);
    event.say = SpawnerSay::CreateFailed;
    event.files = 0;
    put_text(event, created.error().text());
    send(event, {});
}

void Spawner::answer(const SpawnerRequest& request) {
    SpawnerEvent event;
    event.id = request.id;
    event.slot = request.slot;
    switch (request.ask) {
        case SpawnerAsk::Create:
            return answer_create(event);
        case SpawnerAsk::Destroy:
            destroy(request.slot, event);
            return send(event, {});
        case SpawnerAsk::Sweep:
            sweep();
            event.say = SpawnerSay::Swept;
            return send(event, {});
    }
}

void Spawner::serve() {
    for (;;) {
        std::vector<pollfd> waits{{engine_.get(), POLLIN, 0}};
        std::vector<unsigned> slots;
        for (const auto& [slot, born] : containers_) {
            if (announced_.contains(slot)) continue;
            waits.push_back({born.pidfd.get(), POLLIN, 0});
            slots.push_back(slot);
        }
        if (::poll(waits.data(), waits.size(), -1) < 0 && errno != EINTR) return;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (waits[i + 1].revents == 0) continue;
            SpawnerEvent died;
            died.say = SpawnerSay::Died;
            died.slot = slots[i];
            send(died, {});
            announced_.insert(slots[i]);
        }
        if (waits[0].revents == 0) continue;
        SpawnerRequest request;
        const auto received = receive_message(engine_.get(), as_buffer(request));
        if (!received || received.value().size != sizeof request ||
            request.version != kSpawnerProtocol)
            return;
        answer(request);
    }
}

void Spawner::tidy_up() {
    // All at once first, so that the waits below overlap.
    for (const auto& [slot, born] : containers_) signal_death(born);
    while (!containers_.empty()) {
        const unsigned slot = containers_.begin()->first;
        SpawnerEvent event;
        destroy(slot, event);
        containers_.erase(slot);
    }
    if (groups_) (void)groups_->remove();
    if (instance_.lock.valid()) instance_.give_up();
}

}  // namespace

void run_spawner(const SpawnerConfig& config, UniqueFd engine) {
    // Ctrl-C reaches the whole process group, but only the engine decides when we stop.
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT}) ::signal(number, SIG_IGN);
    ::prctl(PR_SET_NAME, "kiln-spawner", 0, 0, 0);
    Spawner(config, std::move(engine)).run();
}

}  // namespace kiln::pool
