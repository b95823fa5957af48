package io.tributary.page;

import static io.tributary.page.Browser.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openqa.selenium.Keys;

final class PageIT extends PageInBrowser {
  private static final String SCRIPT =
      "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

  @Test
  void showsEachFeedWithItsTotals() {
    open("");

    browser.awaitText("Tickets", "Texts", "Invoices", "1,284,317", "1,284,315", "1,284,318");
    browser.awaitText("Records over time", "The server’s parts", "Flink dashboard");
    assertThat(browser.run("return document.title")).isEqualTo("Overview – Tributary");
  }

  @Test
  void countsUpWhileRecordsComeIn() {
    server.send(1, Answers.live("tickets", 1_300_000, 61.5));
    open("");
    browser.awaitText("1,300,000", "61.5 a minute", "Live");

    server.send(2, Answers.live("tickets", 1_300_042, 70));

    browser.awaitText("1,300,042", "70 a minute");
  }

  @Test
  void goesOnAfterTheLastEventWhenTheStreamBreaks() {
    server.send(7, Answers.live("tickets", 1_300_000, 61.5));
    open("");
    browser.awaitText("1,300,000");

    server.dropListeners();

    patiently().until(() -> server.questions.contains("/analytics/live after 7"));
    patiently().until(() -> server.listeners() == 1);
    server.send(8, Answers.live("tickets", 1_300_099, 61.5));
    browser.awaitText("1,300,099", "Live");
  }

  @Test
  void saysThatTheStreamIsBrokenUntilItStandsAgain() {
    open("");
    browser.awaitText("Live");
    server.refuse("analytics/live", 503);

    server.dropListeners();

    browser.awaitText("Reconnecting…");
    server.accept("analytics/live");
    browser.awaitText("Live");
  }

  @Test
  void drawsWhatAFeedIsCountedBy() {
    open("#/feeds/tickets");

    browser.awaitText("By type", "By priority", "By region");
    browser.awaitText("Technical", "Critical", "Western Europe", "Others (6)");
    assertThat((Long) browser.run("return document.querySelectorAll('.plot canvas').length"))
        .isEqualTo(4);
  }

  @Test
  void hidesALineAlsoWhenDarknessFalls() {
    open("#/feeds/tickets");
    browser.awaitText("By priority", "Medium");
    patiently().until(() -> pixels(0x0b6a8f) > 20 && pixels(0xc2500c) > 20);

    browser.click(".legend button", "Account"); // the first line's

    patiently().until(() -> pixels(0x0b6a8f) == 0 && pixels(0xc2500c) > 20);
    browser.prefer(Map.of("prefers-color-scheme", "dark"));
    patiently().until(() -> pixels(0xff9f5c) > 20);
    assertThat(pixels(0x63c3ea)).isZero();
    assertThat(pixels(0xc2500c)).isZero();
  }

  /** How many pixels of the second chart, that by type, have about this colour. */
  private static long pixels(int colour) {
    return pixelsOf(1, colour);
  }

  private static long pixelsOf(int chart, int colour) {
    Object found =
        browser.run(
            "const canvas = document.querySelectorAll('.plot canvas')[arguments[1]];"
                + "if (!canvas) return 0;"
                + "const { data } = canvas.getContext('2d')"
                + ".getImageData(0, 0, canvas.width, canvas.height);"
                + "let count = 0;"
                + "for (let i = 0; i < data.length; i += 4) {"
                + "  count += data[i + 3] > 200 && arguments[0].every((c, k) =>"
                + " Math.abs(c - data[i + k]) < 8) ? 1 : 0;"
                + "}"
                + "return count;",
            List.of(colour >> 16, colour >> 8 & 0xff, colour & 0xff),
            chart);
    return (Long) found;
  }

  @Test
  void drawsASingleMomentAsOne() {
    open("#/feeds/invoices?from=2026-11-02&to=2026-11-02");
    browser.awaitText("Day by day", "By country");
    browser.awaitFigures();
    browser.run(
        "window.written = [];"
            + "const write = CanvasRenderingContext2D.prototype.fillText;"
            + "CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {"
            + "  window.written.push(String(text)); write.call(this, text, ...rest);"
            + "};");

    browser.prefer(Map.of("prefers-color-scheme", "dark")); // which draws the chart anew

    patiently().until(() -> written().stream().anyMatch(text -> text.contains("Nov")));
    assertThat(written().stream().filter(text -> text.matches(".*[A-Z][a-z]{2}.*")))
        .allMatch(text -> text.contains("Nov"));
  }

  /** What has been written on canvases. */
  private static List<String> written() {
    return ((List<?>) browser.run("return window.written")).stream().map(String::valueOf).toList();
  }

  @Test
  void drawsAFeedThatItHasNeverHeardOf() {
    server.answers.dimensions.put(
        "parcel_scans", Map.of("constructor", List.of("toString", "__proto__")));

    open("#/feeds/parcel_scans");

    browser.awaitText("Parcel scans", "By constructor", "toString", "__proto__");
  }

  @Test
  void drawsTheWeatherOfAPlaceBetweenItsLeastAndGreatest() {
    open("#/feeds/weather");

    browser.awaitText("Temperature, Oslo", "Precipitation, Oslo", "Wind, Oslo", "Places compared");
    browser.awaitText("Saint-Pierre-et-Miquelon", "São Paulo", "Tunis");
    patiently().until(() -> tinted() > 5_000);
    browser.click("summary", "As a table");
    browser.awaitText("(forecast)");
    List<String> days = browser.all("details tbody th");
    assertThat(days).hasSize(30 + Answers.FORECAST_DAYS - 1);
    assertThat(days.subList(0, Answers.FORECAST_DAYS)).allMatch(day -> day.endsWith("(forecast)"));
    assertThat(days.get(Answers.FORECAST_DAYS)).doesNotContain("forecast");
    assertThat(browser.all(".compared td")).allMatch(cell -> !cell.startsWith("-0.0"));
  }

  @Test
  void showsADayBetweenTwoWithoutWeather() {
    server.answers.newest = Instant.parse("2026-11-09T12:00:00Z");
    server.answers.missing.addAll(List.of("2026-11-04", "2026-11-06"));

    open("#/feeds/weather?from=2026-11-03&to=2026-11-07");

    browser.awaitText("Temperature, Oslo");
    patiently().until(() -> pixelsOf(0, 0x7c3fb3) > 5);
  }

  /** How many pixels of the first chart lie between its lines. */
  private static long tinted() {
    return (Long)
        browser.run(
            "const canvas = document.querySelector('.plot canvas');"
                + "if (!canvas) return 0;"
                + "const { data } = canvas.getContext('2d')"
                + ".getImageData(0, 0, canvas.width, canvas.height);"
                + "return data.filter((a, i) => i % 4 === 3 && a > 20 && a < 60).length;");
  }

  @Test
  void keepsThePlaceAndTheRegionInTheAddress() {
    open("#/feeds/weather?range=7d");
    browser.awaitText("Temperature, Oslo");

    browser.click(".compared button", "São Paulo");
    browser.awaitText("Temperature, São Paulo");
    assertThat(browser.address()).endsWith("#/feeds/weather?range=7d&place=S%C3%A3o+Paulo");
    assertThat(browser.run("return document.activeElement.value"))
        .as("and brings whoever clicked to it")
        .isEqualTo("São Paulo");

    browser.click(".ranges button", "90 days");
    patiently().until(() -> browser.address().contains("range=90d&place=S"));
    browser.awaitText("Temperature, São Paulo");

    browser.click("[aria-label='Place or region'] button", "Region");
    browser.awaitText("Regions compared", "All of the region’s places together");
    browser.run(
        "const field = document.querySelector('.pick select');"
            + "field.value = 'South America'; field.dispatchEvent(new Event('change'));");
    browser.awaitText("Temperature, South America");
    browser.reload();
    browser.awaitText("Temperature, South America");
  }

  @Test
  void showsHowTweetsFeelAndWhatTheyAreMarkedWith() {
    open("#/feeds/tweets?range=1h");

    browser.awaitText("By sentiment", "by the minute", "Positive", "By topic", "Other");
    browser.awaitText("Top hashtags", "#actu", "#تونس", "Show all 15");
    patiently().until(() -> pixelsOf(0, 0x2a7d3f) > 20 && pixelsOf(0, 0xc2500c) > 20);
    assertThat(server.questions)
        .anyMatch(question -> question.contains("dimension=hashtag&granularity=day&from="))
        .anyMatch(question -> question.contains("dimension=sentiment&granularity=minute&from="))
        .anyMatch(question -> question.contains("top=40&language=en"));
  }

  @Test
  void keepsKeywordsLegibleAlsoFromRightToLeft() {
    browser.size(360, 740);
    open("#/feeds/tweets");
    browser.awaitText("Keywords", "network");

    browser.click("[aria-label=Language] button", "Arabic");

    browser.awaitText("الشبكة", "حكومة");
    assertThat(
            browser.run(
                "const cloud = document.querySelector('.cloud');"
                    + "const style = getComputedStyle(cloud);"
                    + "return [cloud.lang, style.direction, cloud.tagName];"))
        .isEqualTo(List.of("ar", "rtl", "UL"));
    assertThat(
            (Long)
                browser.run(
                    "return [...document.querySelectorAll('.cloud li')].filter(li =>"
                        + " parseFloat(getComputedStyle(li).fontSize) < 15"
                        + " || li.getBoundingClientRect().right > innerWidth"
                        + " || !/[0-9]/.test(li.querySelector('.unseen').textContent)).length"))
        .isZero();
    assertThat(
            (Boolean)
                browser.run(
                    "const size = word => parseFloat(getComputedStyle("
                        + "[...document.querySelectorAll('.cloud li')]"
                        + ".find(li => li.textContent.includes(word))).fontSize);"
                        + "return size('مباراة') > 1.5 * size('انقطاع');"))
        .as("a frequent word is larger")
        .isTrue();
  }

  @Test
  void countsInTheMeasureThatIsChosen() {
    open("#/feeds/texts");
    browser.awaitText("By language", "Arabic");
    String before = browser.find(".bars .number").getText();

    browser.click("[aria-label=Measure] button", "Characters");

    patiently().until(() -> !browser.find(".bars .number").getText().equals(before));
    long characters = Long.parseLong(browser.find(".bars .number").getText().replace(",", ""));
    assertThat(characters).isEqualTo(180 * Long.parseLong(before.replace(",", "")));
  }

  @Test
  void showsAmountsToTheLastDigit() {
    open("#/feeds/invoices");

    browser.awaitText("US$123,456,789,012,345,678.1234", "-£144,633.10");

    browser.click("[aria-label=Measure] button", "Sum in USD");
    browser.awaitText("By country", "France");
    assertThat(browser.all(".bars td.number")).contains("US$123,456,789,012,345,678.1234");
  }

  @Test
  void addsAmountsWithoutRounding() {
    open("");

    assertThat(
            browser.runToEnd(
                "const { sumOf } = await import('./amounts.js');"
                    + "return [sumOf(['0.1', '0.2']), sumOf(['123456789012345678.1234', '1']),"
                    + " sumOf(['-0.0001']), sumOf(['5.25', '-7']), sumOf([])]"))
        .isEqualTo(List.of("0.3000", "123456789012345679.1234", "-0.0001", "-1.7500", "0.0000"));
  }

  @Test
  void listsWhyRecordsWereRejected() {
    open("#/quality");

    browser.awaitText("INVALID_VALUE", "812", "MALFORMED_JSON", "97", "428");
    browser.awaitText("Not available: kafka.bootstrap.servers is not set");
    browser.click("summary", "Newest examples");
    browser.awaitText("priority is 'urgent'", "client_tickets, partition 1, offset 77");
    assertThat(browser.find("a[href*='/#/job/running/']").getDomAttribute("href"))
        .isEqualTo("http://localhost:8081/#/job/running/0a1b2c");
  }

  @Test
  void linksEachJobToItsOwnDashboard() {
    server.answers.dashboards.put("tickets", "http://tickets-rest:8081");
    server.answers.dashboards.put("texts", "http://texts-rest:8081/");

    open("#/quality");
    browser.awaitText("INVALID_VALUE");

    patiently()
        .until(
            () ->
                jobLinks()
                    .containsAll(
                        List.of(
                            "http://tickets-rest:8081/#/job/running/0a1b2c",
                            "http://texts-rest:8081/#/job/running/0a1b2c",
                            "http://localhost:8081/#/job/running/0a1b2c")));
  }

  private static List<?> jobLinks() {
    return (List<?>)
        browser.run(
            "return [...document.querySelectorAll(\"a[href*='/#/job/running/']\")].map(a => a.href)");
  }

  @Test
  void saysWhichQualityBudgetsAreOver() {
    open("#/quality");

    browser.awaitText("Rejected over", "350%", "2 windows over", "12.5%");
    assertThat(browser.run("return document.querySelectorAll('.track .over').length"))
        .isEqualTo(1L);
  }

  @Test
  void followsAllPagesOfAList() {
    server.pageBy(5);

    open("#/feeds/invoices");

    browser.click(".card button", "Show all 16");
    browser.awaitText("Brazil");
    assertThat(server.questions).anyMatch(question -> question.contains("cursor=15"));
  }

  @Test
  void saysThatMoreIsThereThanItLoads() {
    server.pageBy(3);

    open("#/feeds/tickets");

    browser.awaitText("The range holds more than this page loads");
  }

  @Test
  void keepsTheRangeInTheAddress() {
    open("#/feeds/tickets");
    browser.awaitFigures();

    browser.click(".ranges button", "7 days");

    patiently().until(() -> browser.address().endsWith("#/feeds/tickets?range=7d"));
    browser.reload();
    browser.awaitFigures();
    assertThat(browser.find(".ranges [aria-pressed=true]").getText()).isEqualTo("7 days");
    browser.click(".ranges button", "1 hour");
    patiently()
        .until(
            () ->
                server.questions.stream()
                    .anyMatch(
                        question ->
                            question.contains("dimension=priority&granularity=minute&from=")));
  }

  @Test
  void refusesDaysInTheWrongOrder() {
    open("#/feeds/tickets?from=2026-11-01&to=2026-11-03");
    browser.awaitText("From", "To");

    browser.run(
        "const field = document.querySelectorAll('input[type=date]')[0];"
            + "field.value = '2026-11-09'; field.dispatchEvent(new Event('input'));");
    browser.click(".ranges .button", "Show");

    browser.awaitText("The first day is after the last: swap them.");
    assertThat(browser.address()).endsWith("from=2026-11-01&to=2026-11-03");
  }

  @Test
  void takesNoNonsenseFromTheAddress() {
    open("#/feeds/tickets?from=2026-02-31&to=x&range=constructor");

    browser.awaitFigures();
    assertThat(browser.find(".ranges [aria-pressed=true]").getText()).isEqualTo("24 hours");
    open("#/feeds/%E0%A4%A");
    browser.awaitText("There is no such view");
  }

  @Test
  void speaksFrenchWhereTheBrowserDoes() {
    browser.speak("fr-FR,fr;q=0.9,en;q=0.8");

    open("#/feeds/invoices");

    browser.awaitText("Factures", "Par pays", "Allemagne", "Virement", "Europe de l’Ouest");
    assertThat(browser.text().replaceAll("[\\u00a0\\u202f]", " "))
        .contains("123 456 789 012 345 678,1234 $US", "2 940 871,37 €");
    assertThat(browser.run("return document.documentElement.lang")).isEqualTo("fr");
  }

  @Test
  void remembersTheLanguageThatWasChosen() {
    open("");
    browser.awaitText("Overview");

    browser.click("[aria-label=Language] button", "FR");
    browser.awaitText("Vue d’ensemble", "enregistrements livrés");
    browser.reload();

    browser.awaitText("Vue d’ensemble");
  }

  @Test
  void saysEverythingInBothLanguages() {
    open("");

    Object difference =
        browser.runToEnd(
            "const { LANGUAGES: { en, fr } } = await import('./words.js');"
                + "const names = (words, path = '') => Object.entries(words).flatMap(([name, word])"
                + " => typeof word === 'object' ? names(word, path + name + '.')"
                + " : [path + name + ' ' + typeof word + (word.length && typeof word === 'function'"
                + " ? word.length : '')]);"
                + "const [a, b] = [names(en), names(fr)];"
                + "return [a.filter(n => !b.includes(n)), b.filter(n => !a.includes(n)"
                + " && !n.startsWith('values.region.'))].flat()");

    assertThat(difference).isEqualTo(List.of());
  }

  @Test
  void asksForTheTokenAndSendsIt() {
    server.protect("open sesame");
    open("#/quality");
    browser.awaitText("This server asks for a token");

    browser.press("wrong", Keys.ENTER);
    browser.awaitText("The server refuses this token.");
    browser.press("open sesame", Keys.ENTER);

    browser.awaitText("INVALID_VALUE", "Live");
    browser.reload();
    browser.awaitText("INVALID_VALUE", "Live");
    assertThat(server.questions).noneMatch(question -> question.contains("sesame"));
  }

  @Test
  void saysWhatFailedAndTriesAgain() {
    server.refuse("analytics/tickets/metrics", 500);
    open("#/feeds/tickets");
    browser.awaitText("This could not be loaded", "the disk <b>is</b> full");

    server.accept("analytics/tickets/metrics");
    browser.click("button", "Try again");

    browser.awaitText("By priority");
    browser.awaitNoText("This could not be loaded");
  }

  @Test
  void keepsOldFiguresWithAWordWhenTheServerFails() {
    open("#/quality");
    browser.awaitText("INVALID_VALUE");

    server.refuse("analytics/tickets/quality", 500);

    patiently().until(() -> browser.text().contains("Not refreshed since"));
    assertThat(browser.text()).contains("INVALID_VALUE", "812");
  }

  @Test
  void saysThatItIsWaiting() {
    server.hold("analytics/tickets/metrics");
    open("#/feeds/tickets");
    browser.find(".waiting");
    assertThat(browser.run("return document.querySelector('.waiting').textContent"))
        .isEqualTo("Loading");

    server.release("analytics/tickets/metrics");

    browser.awaitText("By priority");
  }

  @Test
  void givesUpAnAnswerThatTakesTooLong() {
    server.hold("analytics/tickets/metrics");

    open("#/feeds/tickets");

    patiently().until(() -> browser.text().contains("The server took too long to answer."));
    server.release("analytics/tickets/metrics");
    browser.click("button", "Try again");
    browser.awaitText("By priority");
  }

  @Test
  void offersTheNewestDayWhereTheRangeIsEmpty() {
    server.answers.newest = Instant.parse("2025-12-24T12:00:00Z");
    open("#/feeds/tickets");
    browser.awaitText("Nothing in this range", "24 Dec 2025");

    browser.click("button", "Show that day");

    browser.awaitText("By priority", "Western Europe");
    assertThat(browser.address()).endsWith("?from=2025-12-24&to=2025-12-24");
  }

  @Test
  void saysWhatToDoWhereThereIsNoFeed() {
    server.answers.dimensions.clear();

    open("");

    browser.awaitText("No feed has delivered anything yet", "./tributary demo");
  }

  @Test
  void waitsForAServerThatIsStarting() {
    server.refuse("", 503);
    open("");
    browser.awaitText("The server can’t answer just now", "This page asks again by itself.");

    server.accept("");

    browser.awaitText("1,284,317");
  }

  @Test
  void saysWhichPartIsBehind() {
    server.answers.stalePart = "kafka";

    open("#/feeds/invoices");

    browser.awaitText("Some figures may be behind", "kafka does not answer since 12:00");
  }

  @Test
  void executesNothingThatTheDataSays() {
    server.answers.dimensions.put(SCRIPT, Map.of(SCRIPT, List.of(SCRIPT, "\u202Egnp.exe")));
    server.answers.example = SCRIPT;
    server.answers.detail = SCRIPT;
    server.answers.stalePart = "lake";
    server.answers.flink = "javascript:window.hacked=1";
    open("#/quality");
    browser.awaitText(SCRIPT);
    browser.click("summary", "Newest examples");
    assertThat(browser.run("return document.querySelectorAll('a[href^=\"javascript\"]').length"))
        .isEqualTo(0L);

    browser.click(".menu a", SCRIPT);

    browser.awaitText("By " + SCRIPT);
    server.answers.dimensions.put("weather", Map.of("place", List.of(SCRIPT)));
    open("#/feeds/weather");
    browser.awaitText("Temperature, " + SCRIPT);
    server.answers.hashtags(List.of(SCRIPT, "constructor"));
    open("#/feeds/tweets");
    browser.awaitText("#" + SCRIPT, "#constructor");
    assertThat(browser.run("return [typeof window.hacked, document.images.length]"))
        .isEqualTo(List.of("undefined", 1L));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void loadsNothingFromElsewhereAndBreaksNoPolicy() {
    for (String view : VIEWS) {
      open(view);
      browser.awaitFigures();
    }

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests())
        .hasSizeGreaterThan(20)
        .allMatch(address -> address.startsWith(server.address()));
  }

  @ParameterizedTest
  @FieldSource("VIEWS")
  void fitsAPhone(String view) {
    browser.size(360, 740);
    browser.speak("fr-FR,fr");

    open(view);

    browser.awaitFigures();
    assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(360);
    // A table or a long word may scroll by itself, a button may not be cut.
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('main button, main select, .tools button')]"
                    + ".filter(b => b.getBoundingClientRect().right > innerWidth)"
                    + ".map(b => b.textContent)"))
        .isEqualTo(List.of());
  }

  @Test
  void fitsAPhoneWithTheLongestAmounts() {
    browser.size(360, 740);
    open("#/feeds/invoices");

    browser.click("[aria-label=Measure] button", "Sum in USD");

    patiently()
        .until(() -> browser.all(".bars td.number").stream().anyMatch(n -> n.contains("678.1234")));
    assertThat(
            browser.run(
                "return [...document.querySelectorAll('.bars, .amounts td')]"
                    + ".filter(b => b.getBoundingClientRect().right > innerWidth - 20).length"
                    // Nor is the name beside it squeezed.
                    + " + [...document.querySelectorAll('.bars tbody th')]"
                    + ".filter(b => b.getBoundingClientRect().width < 80).length"))
        .isEqualTo(0L);
  }

  @Test
  void isUsedByKeyboardAlone() {
    open("");
    browser.awaitFigures();

    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("Skip to the content");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      browser.press(Keys.TAB);
      reached.add(focused());
      if (focused().equals("Tickets")) {
        break;
      }
      assertThat(outlined()).as(focused()).isTrue();
    }
    assertThat(reached).contains("Overview", "Tickets");

    browser.press(Keys.ENTER);
    patiently().untilAsserted(() -> assertThat(focused()).isEqualTo("Tickets"));
    assertThat(browser.run("return document.activeElement.tagName")).isEqualTo("H1");
    browser.awaitFigures();
    walkTo("7 days");
    browser.press(Keys.SPACE);
    patiently().until(() -> browser.address().endsWith("?range=7d"));
    browser.awaitFigures();
    walkTo("As a table");
    browser.press(Keys.ENTER);
    browser.find("details table");
  }

  private void walkTo(String text) {
    for (int i = 0; i < 60 && !focused().equals(text); i++) {
      browser.press(Keys.TAB);
      assertThat(outlined()).as(focused()).isTrue();
    }
    assertThat(focused()).isEqualTo(text);
  }

  private static String focused() {
    return String.valueOf(
        browser.run("return document.activeElement.innerText.replace(/\\s+/g, ' ').trim()"));
  }

  private static boolean outlined() {
    return Boolean.TRUE.equals(
        browser.run(
            "const style = getComputedStyle(document.activeElement);"
                + "return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2"));
  }

  @Test
  void movesNothingForWhoeverWantsNoMotion() {
    browser.prefer(Map.of("prefers-reduced-motion", "reduce"));
    server.hold("analytics/tickets/metrics");

    open("#/feeds/tickets");

    browser.find(".waiting i");
    assertThat(
            browser.run(
                "return document.getAnimations().filter(a => a.playState === 'running').length"))
        .isEqualTo(0L);
  }

  @Test
  void asksNothingWhileNobodyLooks() {
    open("");
    browser.awaitText("Live");
    patiently().until(() -> server.listeners() == 1);

    browser.run(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
            + "document.dispatchEvent(new Event('visibilitychange'));");
    patiently()
        .until(
            () -> {
              server.send(3, Answers.live("tickets", 1_400_000, 1)); // finds out who has gone
              return server.listeners() == 0;
            });

    browser.run("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'));");
    browser.awaitText("1,400,000");
  }
}
