#include "pool/pool_figures.h"

namespace kiln::pool {

std::string_view recycling_word(Recycling why) {
    switch (why) {
        case Recycling::NotMade:
            return "not_made";
        case Recycling::NoCell:
            return "no_cell";
        case Recycling::CellStays:
            return "cell_stays";
        case Recycling::Died:
            return "died";
        case Recycling::Silent:
            return "silent";
        case Recycling::Renewed:
            return "renewed";
    }
    return "not_made";
}

}  // namespace kiln::pool
