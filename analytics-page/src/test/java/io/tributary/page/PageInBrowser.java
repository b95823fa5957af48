package io.tributary.page;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The page in a real browser, against a server that speaks the API's contract. */
abstract class PageInBrowser {
  static final List<String> VIEWS =
      List.of(
          "",
          "#/feeds/tickets",
          "#/feeds/texts",
          "#/feeds/invoices",
          "#/feeds/weather",
          "#/feeds/tweets",
          "#/quality");

  static Browser browser;

  AnalyticsContract server;

  @BeforeAll
  static void startTheBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void stopTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void startTheServer() throws IOException {
    server = new AnalyticsContract();
    browser.reset();
  }

  @AfterEach
  void stopTheServer() {
    server.close();
  }

  void open(String view) {
    browser.open(server.address() + view);
  }
}
