package io.tributary.cli.simulate.invoices;

import io.tributary.cli.StopSignal;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes each invoice to its source. */
final class InvoiceOutlets implements Outlet {
  private final Map<String, Outlet> byPlace = new HashMap<>();
  private final List<Outlet> all = new ArrayList<>();

  /** Opens all of them; when one can't be opened, none stays open. */
  InvoiceOutlets(Map<Source, Supplier<Outlet>> outlets) {
    try {
      new EnumMap<>(outlets)
          .forEach(
              (source, outlet) -> {
                Outlet opened = outlet.get();
                all.add(opened);
                byPlace.put(source.place(), opened);
              });
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void send(SimulatedRecord record) {
    Outlet outlet = byPlace.get(record.topic());
    if (outlet == null) {
      throw new IllegalStateException("nobody takes invoices of " + record.topic());
    }
    outlet.send(record);
  }

  /** Also those after one that fails. */
  @Override
  public void flush() {
    each(Outlet::flush);
  }

  @Override
  public long delivered() {
    return all.stream().mapToLong(Outlet::delivered).sum();
  }

  @Override
  public void linger(StopSignal stop) {
    all.forEach(outlet -> outlet.linger(stop));
  }

  @Override
  public void close() {
    each(Outlet::close);
  }

  private void each(Consumer<Outlet> does) {
    RuntimeException failed = null;
    for (Outlet outlet : all) {
      try {
        does.accept(outlet);
      } catch (RuntimeException e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
