#pragma once

#include "engine/catalogue/catalogue.h"

namespace kiln::messaging {

// A catalogue of two languages that need nothing to be installed.
inline engine::Catalogue two_languages() {
    engine::Language python;
    python.name = "python";
    python.aliases = {"py"};
    python.source_file = "main.py";
    python.run_argv = {"/usr/bin/python3", "{source}"};
    engine::Language js;
    js.name = "js";
    js.aliases = {"javascript"};
    js.source_file = "main.js";
    js.run_argv = {"/usr/bin/node", "{source}"};
    std::vector<engine::Language> languages;
    languages.push_back(std::move(python));
    languages.push_back(std::move(js));
    return engine::Catalogue::make(std::move(languages)).value();
}

}  // namespace kiln::messaging
