package io.tributary.cli;

import io.tributary.cli.lake.LakeFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Rows of a lake dataset. */
@Command(
    name = "show",
    description = "Prints rows of a lake dataset as a table, the newest first. Times are UTC.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary show tickets_by_type",
      "  tributary show high_priority_tickets --limit 3 --wide",
      "  tributary show metrics --lake.path s3://bucket/lake",
    })
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DATASET",
      description = "A folder of the lake, such as tickets_by_type.")
  private String dataset;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many rows (${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--wide", description = "Cut no values.")
  private boolean wide;

  @Option(
      names = "--lake.path",
      paramLabel = "DIR",
      defaultValue = "${env:LAKE_PATH:-data/lake}",
      description = "Where the lake is (${DEFAULT-VALUE}; also LAKE_PATH).")
  private String lakePath;

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit " + limit + ": at least 1");
    }
    TextTable table;
    try (LakeFolder lake = LakeFolder.open(lakePath)) {
      table = newest(dataset(lake));
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out, wide, spec.commandLine().getColorScheme().ansi());
    out.flush();
    return ExitCode.OK;
  }

  private TextTable newest(LakeDataset rows) {
    try {
      return rows.newest(limit);
    } catch (SQLException e) {
      throw LakeDataset.unreadable(rows.folder().toString(), "FEED", e);
    }
  }

  private LakeDataset dataset(LakeFolder lake) throws IOException {
    List<String> existing = lake.datasets();
    if (existing.contains(dataset)) {
      LakeDataset rows = LakeDataset.in(lake.dataset(dataset));
      if (!rows.files().isEmpty()) {
        return rows;
      }
    }
    throw new CommandFailure(
        "there is no dataset '" + dataset + "' in " + lake,
        existing.isEmpty() ? "it is empty; run a feed first" : "take one of " + existing);
  }
}
