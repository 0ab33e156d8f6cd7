#include <string>

#include "cmd/kiln/status/collector.h"

namespace kiln::cmd {

namespace {

using Kind = Family::Kind;

Labels of_container(const pool::ContainerUsage& usage) {
    return {{"container", "c" + std::to_string(usage.slot)}};
}

void put_usage(const std::vector<pool::ContainerUsage>& all, Families& families) {
    Family memory(Kind::Gauge, "kiln_container_memory_bytes",
                  "Memory of a container, its warm runtimes and page cache included.");
    Family cpu(Kind::Counter, "kiln_container_cpu_seconds_total",
               "CPU time of a container since it was made.");
    Family processes(Kind::Gauge, "kiln_container_processes",
                     "Processes and threads of a container.");
    for (const pool::ContainerUsage& usage : all) {
        if (usage.memory_bytes)
            memory.with(static_cast<double>(*usage.memory_bytes), of_container(usage));
        if (usage.cpu) cpu.with(in_seconds(*usage.cpu), of_container(usage));
        if (usage.processes)
            processes.with(static_cast<double>(*usage.processes), of_container(usage));
    }
    std::move(memory).put_to(families);
    std::move(cpu).put_to(families);
    std::move(processes).put_to(families);
}

}  // namespace

void put_container_families(const Figures& figures, Families& families) {
    Family states(Kind::Gauge, "kiln_containers", "Places for a container, by what they hold.");
    const pool::PlaceCount& places = figures.pool.places;
    states.with(static_cast<double>(places.idle), {{"state", "idle"}});
    states.with(static_cast<double>(places.leased), {{"state", "leased"}});
    states.with(static_cast<double>(places.tended), {{"state", "tended"}});
    states.with(static_cast<double>(places.absent), {{"state", "absent"}});
    std::move(states).put_to(families);

    Family wanted(Kind::Gauge, "kiln_containers_wanted", "Containers there should be.");
    wanted.with(static_cast<double>(figures.health.containers.wanted));
    std::move(wanted).put_to(families);

    Family recycled(Kind::Counter, "kiln_containers_recycled_total",
                    "Containers that were replaced or could not be made, by reason.");
    for (std::size_t i = 0; i < pool::kRecyclings; ++i)
        recycled.with(static_cast<double>(figures.pool.recycled[i]),
                      {{"reason", std::string(recycling_word(static_cast<pool::Recycling>(i)))}});
    std::move(recycled).put_to(families);

    put_usage(figures.usage, families);
}

}  // namespace kiln::cmd
