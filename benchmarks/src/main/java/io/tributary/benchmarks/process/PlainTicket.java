package io.tributary.benchmarks.process;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tributary.benchmarks.process.PlainConsumer.PlainRecord;
import org.jspecify.annotations.Nullable;

/** A ticket as it stands in the record, unchecked. */
record PlainTicket(
    @JsonProperty("ticket_id") @Nullable String ticketId,
    @JsonProperty("client_id") @Nullable String clientId,
    @JsonProperty("created_at") @Nullable String createdAt,
    @Nullable String request,
    @JsonProperty("request_type") @Nullable String requestType,
    @Nullable String priority)
    implements PlainRecord {
  @Override
  public @Nullable String written() {
    return request;
  }
}
