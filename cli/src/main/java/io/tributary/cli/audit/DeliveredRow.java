package io.tributary.cli.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivered record.
 *
 * @param values in the order of the contract's columns
 * @param identity as it stands there
 * @param key the identity as it is compared
 * @param content the fingerprint of all values
 * @param sent the fingerprint of those that are as they were sent
 */
record DeliveredRow(
    List<@Nullable Object> values, String identity, UUID key, long content, long sent) {}
