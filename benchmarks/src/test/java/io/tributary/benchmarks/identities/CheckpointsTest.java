package io.tributary.benchmarks.identities;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CheckpointsTest {
  private static final int MEBIBYTE = 1 << 20;
  private final NavigableMap<Long, Long> identities =
      new TreeMap<>(java.util.Map.of(0L, 0L, 90L, 1_000L, 200L, 5_000L));

  @Test
  void carriesEachByteOnceWhenOnlyWhatIsNewIsCarried() {
    List<Checkpoint> growing =
        IntStream.rangeClosed(1, 10).mapToObj(i -> checkpoint(i, i * MEBIBYTE, MEBIBYTE)).toList();
    assertThat(new Checkpoints(growing, identities).timesCarried()).isEqualTo(1);
  }

  @Test
  void carriesEachByteManyTimesWhenEverythingIsCarriedAgain() {
    List<Checkpoint> growing =
        IntStream.rangeClosed(1, 9)
            .mapToObj(i -> checkpoint(i, i * MEBIBYTE, i * MEBIBYTE))
            .toList();
    assertThat(new Checkpoints(growing, identities).timesCarried()).isEqualTo(5);
  }

  @Test
  void showsTheGrowthBesideWhatWasCarried() {
    var table =
        new Checkpoints(
                List.of(
                    checkpoint(2, 5 * MEBIBYTE, 4 * MEBIBYTE), checkpoint(1, MEBIBYTE, MEBIBYTE)),
                identities)
            .table();
    assertThat(table.rows().get(0)).startsWith("1", "0.25", "1000", "1000", "1.00", "1.00", "1.00");
    assertThat(table.rows().get(1)).startsWith("2", "0.25", "5000", "4000", "5.00", "4.00", "4.00");
  }

  @Test
  void hasNoRatioWithoutState() {
    assertThat(new Checkpoints(List.of(), identities).timesCarried()).isNaN();
    assertThat(new Checkpoints(List.of(checkpoint(1, 0, 0)), identities).timesCarried()).isNaN();
  }

  @Test
  void readsWhatFlinkSays() throws Exception {
    ObjectMapper json = new ObjectMapper();
    assertThat(
            Checkpoint.of(
                json.readTree(
                    """
                    {"id":3,"status":"COMPLETED","trigger_timestamp":17,"end_to_end_duration":250,
                     "state_size":900,"checkpointed_size":100}"""),
                json.readTree("{\"state_size\":700,\"checkpointed_size\":60}")))
        .isEqualTo(new Checkpoint(3, 17, 250, 900, 100, 700, 60));
  }

  @Test
  void chargesTheHeapToTheIdentitiesThatCameOnTop() {
    Checkpoints last = new Checkpoints(List.of(checkpoint(1, 16_000, 16_000)), identities);
    Footprint none = new Footprint(0, 50_000, 0, last);
    Footprint some = new Footprint(1_000, 80_000, 0, last);
    assertThat(some.heapPerIdentityAbove(none)).isEqualTo(30);
    assertThat(some.statePerIdentity()).isEqualTo(16);
  }

  private static Checkpoint checkpoint(long id, long state, long carried) {
    return new Checkpoint(id, id * 100, 250, 2 * state, 2 * carried, state, carried);
  }
}
