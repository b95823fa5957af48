package io.tributary.cli.simulate;

import org.jspecify.annotations.Nullable;

/**
 * A record for {@code client_tickets}.
 *
 * @param kind what it is meant to meet
 * @param key the ticket's id; copies have the same
 * @param value null for a record without a value
 * @param dueNanos when it is due, in nanoseconds after the first
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes as they are sent; records are never compared.
public record SimulatedTicket(
    TicketKind kind, byte[] key, byte @Nullable [] value, long dueNanos) {}
