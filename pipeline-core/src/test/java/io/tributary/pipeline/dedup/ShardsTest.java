package io.tributary.pipeline.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 128, 1000})
  void eachKeyGroupHasAKeyThatFlinkPutsThere(int maxParallelism) {
    int[] keys = Shards.keys(maxParallelism);
    assertThat(keys).hasSize(maxParallelism);
    assertThat(IntStream.range(0, maxParallelism))
        .allMatch(
            group ->
                KeyGroupRangeAssignment.assignToKeyGroup(keys[group], maxParallelism) == group);
  }

  static Stream<LongStream> kindsOfIdentities() {
    Random random = new Random(2);
    return Stream.of(
        LongStream.range(0, 64_000),
        LongStream.range(0, 64_000).map(i -> i << 40),
        LongStream.generate(random::nextLong).limit(64_000));
  }

  @ParameterizedTest
  @MethodSource("kindsOfIdentities")
  void everyShardGetsItsShareWhateverTheIdentitiesLookLike(LongStream identities) {
    int[] counts = new int[64];
    identities.forEach(low -> counts[Shards.of(new UUID(0x4000, low), 64)]++);
    assertThat(IntStream.of(counts)).allMatch(count -> count > 850 && count < 1150);
  }
}
