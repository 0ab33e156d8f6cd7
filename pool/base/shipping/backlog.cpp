#include "pool/base/shipping/backlog.h"

namespace kiln::pool {

bool Backlog::push(std::string record) {
    if (records_.size() >= bounds_.records || bytes_ + record.size() > bounds_.bytes) return false;
    bytes_ += record.size();
    records_.push_back(std::move(record));
    return true;
}

Batch Backlog::take() {
    Batch batch;
    batch.body += '[';
    while (!records_.empty() && batch.records < bounds_.batch_records) {
        const std::string& next = records_.front();
        if (batch.records > 0 && batch.body.size() + next.size() > bounds_.batch_bytes) break;
        if (batch.records > 0) batch.body += ',';
        batch.body += next;
        bytes_ -= next.size();
        records_.pop_front();
        ++batch.records;
    }
    batch.body += ']';
    return batch;
}

}  // namespace kiln::pool
