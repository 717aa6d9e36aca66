// The headers of the Kafka records that dongtin writes. Pure, callable from any thread.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "stages/article.h"
#include "stages/result.h"

namespace dongtin {

// What ce_type says.
inline constexpr std::string_view kArticleEventType = "dongtin.article.enriched";
inline constexpr std::string_view kTakedownEventType = "dongtin.article.taken_down";

// The headers that a dead letter adds to those of the record, in this order.
inline constexpr std::array<std::string_view, 7> kDeadLetterHeaders = {
    "dongtin.reason",    "dongtin.detail", "dongtin.stage",   "dongtin.topic",
    "dongtin.partition", "dongtin.offset", "dongtin.attempts"};

// Headers of the event made of `message`: CloudEvents 1.0 in binary mode (Kafka Protocol Binding, section 3.2), then
// the message's own, traceparent and tracestate among them, but for its ce_* and content-type, which spoke of the raw
// record. ce_id is the input coordinates; ce_time is left out when the record has no timestamp; a takedown (null value)
// has no content-type, as it has no content.
//
// A message without a traceparent begins a trace here (W3C Trace Context, version 00): its ids are hashes of ce_id, so
// that a message read again stays in its trace, and it is not sampled (flags 00), which whoever records may decide
// anew. One that is there is carried through as it is, valid or not: dongtin takes no part in a trace, it passes it on.
std::vector<Header> EventHeaders(const RawMessage& message);

// Headers of the dead letter of `message`: the message's own, then kDeadLetterHeaders. Those that an earlier dead
// letter of the same record left are replaced, and dongtin.attempts counts on from there by reject.attempts (1 for most
// that never failed before).
std::vector<Header> DeadLetterHeaders(const RawMessage& message, const Reject& reject);

}  // namespace dongtin
