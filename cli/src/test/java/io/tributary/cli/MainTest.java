package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.jobs.launch.FeedJob;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
  @ParameterizedTest
  @MethodSource("commands")
  void explainsEachCommandWithExamples(CommandLine command) {
    assertThat(command.getUsageMessage())
        .contains("Examples:", "Exit codes:", "--verbose", "tributary ");
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run", "config", "preflight", "publish", "audit", "replay", "repair", "upgrade"})
  void namesEveryFeedInTheHelpOfACommandThatTakesOne(String command) {
    assertThat(Call.of(command, "--help").out().replaceAll("\\s+", " "))
        .contains(Feeds.all().stream().map(FeedJob::name).collect(Collectors.joining(", ")));
  }

  @Test
  void saysItsVersion() {
    Call call = Call.of("--version");
    assertThat(call.exitCode()).isZero();
    assertThat(call.out())
        .matches("tributary \\d\\S+ \\(Flink \\d\\S+, Kafka \\d\\S+, Java .*\\)\n");
  }

  @Test
  void saysItsVersionForEachCommandToo() {
    assertThat(Call.of("kafka", "--version")).isEqualTo(Call.of("--version"));
  }

  @Test
  void listsTheCommandsWhenNoneIsGiven() {
    Call call = Call.of();
    assertThat(call.exitCode()).isEqualTo(2);
    assertThat(call.err()).contains("simulate", "publish");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    assertThat(Call.of("kafk"))
        .isEqualTo(
            new Call(
                2,
                "",
                "tributary: don't know what 'kafk' is\n"
                    + "Did you mean: tributary kafka?\n"
                    + "See: tributary --help\n"));
  }

  @Test
  void saysInOneLineWhatIsWrongAndWhatToDo() {
    assertThat(Call.of("publish", "tickets", "/nowhere/tickets.jsonl"))
        .isEqualTo(
            new Call(
                1,
                "",
                "tributary: /nowhere/tickets.jsonl can't be read: check the name and that it may be read\n"));
  }

  @Test
  void showsWhereAnErrorComesFromWhenAskedTo() {
    assertThat(Call.of("publish", "tickets", "/nowhere/tickets.jsonl", "--verbose").err())
        .contains("tributary: /nowhere/tickets.jsonl can't be read", "\tat io.tributary");
  }

  @Test
  void namesTheFeedsThatADemoCanShow() {
    Call call = Call.of("demo", "--feeds", "tickets,twets");
    assertThat(call.exitCode()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "tributary: there is no feed 'twets': take one of [tickets, texts, invoices, weather, tweets]\n");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThat(Call.of("kafka", "--port", "0").exitCode()).isEqualTo(2);
    assertThat(Call.of("simulate", "tickets", "--late", "2").err()).contains("--late 2.0: 0 to 1");
    assertThat(Call.of("simulate", "tickets", "--speed", "0").err())
        .contains("--speed 0.0: more than 0");
    assertThat(Call.of("simulate", "tickets", "--count", "5", "--speed", "2").err())
        .contains("--speed 2.0: needs a --rate");
    assertThat(Call.of("simulate", "tickets", "--late-by", "10 parsecs").err())
        .contains("'10 parsecs' is not a duration: write it like");
  }

  private static Stream<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>(List.of(Main.commandLine()));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(all.get(i).getSubcommands().values());
    }
    return all.stream();
  }
}
