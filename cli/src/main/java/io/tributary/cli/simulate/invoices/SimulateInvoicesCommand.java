package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.jobs.invoices.InvoicesJob;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Invoices. */
@Command(name = "invoices", description = "Invoices.")
public final class SimulateInvoicesCommand implements Callable<Integer> {
  @Mixin private SimulateOptions options;

  @Option(
      names = "--corrections",
      paramLabel = "SHARE",
      defaultValue = "" + InvoiceParameters.CORRECTIONS,
      description = "The share of corrections (${DEFAULT-VALUE}).")
  private double corrections;

  SimulateInvoicesCommand() {}

  @Override
  public Integer call() {
    options.simulate(
        InvoiceParameters.LATE_BY,
        common -> new InvoiceParameters(common, corrections, Set.of(Source.KAFKA)).simulation(),
        common -> options.kafka(new InvoicesJob()));
    return ExitCode.OK;
  }
}
