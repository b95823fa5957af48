package io.tributary.cli.simulate.invoices;

import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulationParameters;
import io.tributary.cli.simulate.Traffic;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The usual invoices, where a demo's job reads them. */
public final class InvoiceTraffic {
  private InvoiceTraffic() {}

  /**
   * Traffic to Kafka and to an inbox.
   *
   * @param kafka opened by this
   */
  public static Traffic of(SimulationParameters common, Supplier<Outlet> kafka, Path inbox) {
    Map<Source, Supplier<Outlet>> outlets = new EnumMap<>(Source.class);
    outlets.put(Source.KAFKA, kafka);
    outlets.put(Source.FILES, () -> new InvoiceFiles(inbox, common));
    return new Traffic(
        InvoiceParameters.usual(common, outlets.keySet()).simulation(),
        new InvoiceOutlets(outlets));
  }
}
