package io.tributary.tensorflow;

import java.util.List;

/**
 * An input as a request gives it.
 *
 * @param shape how many values there are in each dimension
 * @param values UTF-8, unless it came as base64
 */
record StringTensor(List<Long> shape, List<byte[]> values) {}
