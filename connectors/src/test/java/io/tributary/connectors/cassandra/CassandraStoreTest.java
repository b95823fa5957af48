package io.tributary.connectors.cassandra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.connectors.secrets.Secret;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CassandraStoreTest {
  @ParameterizedTest
  @ValueSource(strings = {"cassandra", "cassandra:port", "cassandra:65536"})
  void refusesAContactPointThatIsNone(String contact) {
    assertThatThrownBy(
            () ->
                new CassandraStore(
                    List.of(contact), "one", "", Secret.none(), "k", 1, TweetTables.ALL, "at"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tweets.cassandra.contact-points")
        .hasMessageContaining(contact);
  }
}
