package io.tributary.cli.simulate.invoices;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.cli.simulate.Outlet;
import io.tributary.cli.simulate.SimulatedRecord;
import java.nio.file.Path;

/** Writes each invoice as a PDF into an inbox. */
final class InvoiceDocuments implements Outlet {
  private final InboxFolder inbox;
  private long delivered;

  InvoiceDocuments(Path folder) {
    inbox = new InboxFolder("--documents", folder);
  }

  @Override
  public void send(SimulatedRecord record) {
    JsonNode invoice = InvoiceJson.fields(record);
    String id = InvoiceJson.text(invoice, "invoice_id");
    // Copies and corrections of an invoice are further documents.
    inbox.drop(id.isEmpty() ? "facture" : id, 1, "pdf", new InvoicePaper(invoice).pdf());
    delivered++;
  }

  @Override
  public void flush() {
    // Nothing waits.
  }

  @Override
  public long delivered() {
    return delivered;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
