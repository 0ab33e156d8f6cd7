#pragma once

#include "cmd/kiln/settings.h"
#include "engine/cache/compile_cache.h"
#include "pool/base/result.h"
#include "pool/namespaces/spawner.h"

namespace kiln::cmd {

struct Caches {
    engine::CacheConfig programs;
    engine::CacheConfig preambles;
};

// The caches as the settings want them, with what only a privileged process can prepare: call it
// after the spawner was started and before privileges are dropped.
//
// On disk each instance has a directory of its own below KILN_CACHE_DIR, named by the engine's
// user and the instance's number: 0700, the engine user's, locked for as long as this process
// lives; learnt preambles have one in it. An Error where it cannot be had, or where containers would
// see it.
[[nodiscard]] pool::Result<Caches> open_caches(const Settings& settings,
                                               const pool::SpawnerLink& link);

}  // namespace kiln::cmd
