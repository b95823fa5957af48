package io.tributary.pipeline.enrich;

import io.tributary.pipeline.record.Text;
import java.util.Optional;

/**
 * What a record of a directory's topic says.
 *
 * @param value the key's value now; empty when the key was removed
 */
public record DirectoryEntry<V>(Text key, Optional<V> value) {}
