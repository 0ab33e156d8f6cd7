#pragma once

#include "cmd/kiln/bench/interrupt.h"
#include "cmd/kiln/bench/side.h"
#include "engine/catalogue/language.h"
#include "pool/base/result.h"

namespace kiln::cmd::benchmark {

// The language's own commands on this host, one after the other: no sandbox, and of variables only
// PATH, TMPDIR and the language's own. Each client has a temporary directory, removed with it;
// where the language's variables name places in /tmp, they are in there too.
//
// Compiles::Once: a client compiles a source only when its last job's was another, as one does
// who compares running times; Always: for each job.
//
// The Error says which of the language's programs is not here and the package that brings it.
// What is given must outlive the side.
enum class Compiles { Always, Once };
[[nodiscard]] pool::Result<Side> make_bare_side(const engine::Language& language, Compiles compiles,
                                                unsigned clients, const Interrupt& interrupt);

}  // namespace kiln::cmd::benchmark
