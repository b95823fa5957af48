package io.tributary.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What axe finds that keeps people out. */
final class AccessibilityIT extends PageInBrowser {
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void hasNoSeriousAccessibilityFinding(String scheme) {
    browser.prefer(Map.of("prefers-color-scheme", scheme));
    List<String> findings = new ArrayList<>();
    for (int width : List.of(1280, 360)) {
      browser.size(width, 900);
      for (String view : VIEWS) {
        open(view);
        browser.awaitFigures();
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)");
        browser.find(view.isEmpty() || view.contains("feeds") ? "details table" : ".example");
        findings.addAll(browser.seriousFindings());
      }
    }

    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void hasNoSeriousAccessibilityFindingWithoutFigures(String scheme) {
    browser.prefer(Map.of("prefers-color-scheme", scheme));
    List<String> findings = new ArrayList<>();
    server.answers.stalePart = "kafka";
    server.refuse("analytics/tickets", 500);
    open("#/feeds/tickets");
    browser.awaitText("This could not be loaded", "Some figures may be behind");
    findings.addAll(browser.seriousFindings());
    server.answers.newest = Instant.parse("2025-12-24T12:00:00Z");
    open("#/feeds/texts");
    browser.awaitText("Nothing in this range");
    findings.addAll(browser.seriousFindings());
    server.hold("analytics/summary");
    open("#/feeds/invoices");
    browser.find(".waiting");
    findings.addAll(browser.seriousFindings());
    open("#/nowhere");
    browser.awaitText("There is no such view");
    findings.addAll(browser.seriousFindings());
    server.protect("secret");
    browser.reload();
    browser.awaitText("This server asks for a token");
    findings.addAll(browser.seriousFindings());

    assertThat(findings).isEmpty();
  }
}
