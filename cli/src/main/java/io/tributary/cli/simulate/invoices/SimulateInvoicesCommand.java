package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulateOptions;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.jobs.invoices.InvoicesJob;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Invoices at a steady rate, or as fast as they are taken, in any of the feed's sources. */
@Command(
    name = "invoices",
    description = {
      "Invoices, credit notes and corrections of companies in 25 countries, in French, English and"
          + " Arabic.",
      "Without a source that is named: to factures-raw, which is created when it is missing. Else they are spread over those that are named, each invoice in one.",
      "With --seed and --start the records are the same each time, byte for byte."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tributary simulate invoices --rate 10",
      "  tributary simulate invoices --count 100000 --seed 7 --corrections 0.1",
      "  tributary simulate invoices --kafka --files inbox --documents scans --api 8085",
      "  tributary simulate invoices --database jdbc:postgresql://localhost:5432/shop"
          + " --database-user shop",
    })
public final class SimulateInvoicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SimulateOptions options;

  @Option(
      names = "--corrections",
      paramLabel = "SHARE",
      defaultValue = "" + InvoiceParameters.CORRECTIONS,
      description =
          "The share of valid ones that are an earlier one with another amount (${DEFAULT-VALUE}).")
  private double corrections;

  @Option(names = "--kafka", description = "To factures-raw, besides other sources.")
  private boolean kafka;

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "Into files of CSV and JSON in this inbox.")
  private Optional<Path> files;

  @Option(
      names = "--database",
      paramLabel = "JDBC-URL",
      description =
          "Into the table factures of this PostgreSQL, which is created when it is missing. The password is only taken from "
              + InvoiceTable.PASSWORD
              + " in the environment.")
  private Optional<String> database;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "Whose table it is (as the address or the driver says).")
  private Optional<String> databaseUser;

  @Option(
      names = "--api",
      paramLabel = "PORT",
      description =
          "To an API of products on this machine, http://127.0.0.1:PORT/products, which serves the newest "
              + ProductsApi.MOST
              + " until Ctrl-C, also after the last record.")
  private Optional<Integer> api;

  @Option(
      names = "--documents",
      paramLabel = "DIR",
      description = "As PDFs in French and English into this inbox, few beside other sources.")
  private Optional<Path> documents;

  SimulateInvoicesCommand() {}

  @Override
  public Integer call() {
    options.simulate(
        InvoiceParameters.LATE_BY,
        common -> new InvoiceParameters(common, corrections, outlets(common).keySet()).simulation(),
        common -> new InvoiceOutlets(outlets(common)));
    return ExitCode.OK;
  }

  /** What was named. */
  private Map<Source, Supplier<Outlet>> outlets(SimulationParameters common) {
    Map<Source, Supplier<Outlet>> outlets = new EnumMap<>(Source.class);
    files.ifPresent(folder -> outlets.put(Source.FILES, () -> new InvoiceFiles(folder, common)));
    database.ifPresent(
        url ->
            outlets.put(
                Source.DATABASE,
                () -> InvoiceTable.open(url, databaseUser, System.getenv(InvoiceTable.PASSWORD))));
    api.ifPresent(port -> outlets.put(Source.API, () -> serving(port)));
    documents.ifPresent(folder -> outlets.put(Source.OCR, () -> new InvoiceDocuments(folder)));
    if (kafka || outlets.isEmpty()) {
      outlets.put(Source.KAFKA, () -> options.kafka(new InvoicesJob()));
    }
    return outlets;
  }

  private Outlet serving(int port) {
    ProductsApi products = new ProductsApi(port);
    spec.commandLine().getOut().println("products: " + products.address() + " until Ctrl-C");
    spec.commandLine().getOut().flush();
    return products;
  }
}
