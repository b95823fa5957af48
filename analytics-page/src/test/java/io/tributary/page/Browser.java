package io.tributary.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium. It resolves no name, so that only this machine can be reached, and logs each
 * request.
 */
final class Browser implements AutoCloseable {
  /** Of a machine that has much else to do; a test that passes never waits so long. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ChromeDriver driver;

  Browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium", "apt-get install chromium").toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(
                program("chromedriver", "apt-get install chromium-driver").toFile())
            .build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
  }

  static ConditionFactory patiently() {
    return await().atMost(PATIENCE);
  }

  /**
   * Where a program is missing the test is aborted with the way to get it, or fails when {@code
   * CI=true}.
   */
  private static Path program(String name, String howToGetIt) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name);
      }
    }
    String missing = name + " is missing: " + howToGetIt;
    if (Boolean.parseBoolean(System.getenv("CI"))) {
      fail(missing);
    }
    return Assumptions.abort(missing);
  }

  /** As it was when it had just been started: a desktop, light, English. */
  void reset() {
    driver.get("about:blank");
    size(1280, 900);
    prefer(Map.of("prefers-color-scheme", "light"));
    speak("en-GB,en");
    driver.manage().logs().get(LogType.PERFORMANCE);
    driver.manage().logs().get(LogType.BROWSER);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Media features, such as {@code prefers-color-scheme}. */
  void prefer(Map<String, String> features) {
    List<Map<String, String>> named =
        features.entrySet().stream()
            .map(feature -> Map.of("name", feature.getKey(), "value", feature.getValue()))
            .toList();
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", named));
  }

  /** What it sends as Accept-Language. */
  void speak(String languages) {
    Object agent = driver.executeScript("return navigator.userAgent");
    driver.executeCdpCommand(
        "Network.setUserAgentOverride", Map.of("userAgent", agent, "acceptLanguage", languages));
  }

  void open(String address) {
    driver.get(address);
  }

  void reload() {
    driver.navigate().refresh();
  }

  String address() {
    return driver.getCurrentUrl();
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What an asynchronous function with this body returns. */
  Object runToEnd(String body) {
    return driver.executeAsyncScript(
        "const done = arguments[arguments.length - 1];"
            + "(async () => {"
            + body
            + "})().then(done, problem => done('failed: ' + problem));");
  }

  /** What a person sees on the whole page. */
  String text() {
    return String.valueOf(run("return document.body.innerText"));
  }

  void awaitText(String... texts) {
    patiently()
        .ignoreException(JavascriptException.class)
        .untilAsserted(() -> assertThat(text()).contains(texts));
  }

  void awaitNoText(String text) {
    patiently().until(() -> !text().contains(text));
  }

  /** The whole page is there: nothing is waited for. */
  void awaitFigures() {
    patiently()
        .until(
            () ->
                !driver.findElements(By.tagName("h1")).isEmpty()
                    && driver.findElements(By.className("waiting")).isEmpty());
  }

  WebElement find(String css) {
    patiently().until(() -> !driver.findElements(By.cssSelector(css)).isEmpty());
    return driver.findElement(By.cssSelector(css));
  }

  List<String> all(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  /** Clicks what a person would, whatever was drawn anew meanwhile. */
  void click(String css, String text) {
    patiently()
        .ignoreException(StaleElementReferenceException.class)
        .until(
            () -> {
              for (WebElement element : driver.findElements(By.cssSelector(css))) {
                if (element.getText().contains(text)) {
                  element.click();
                  return true;
                }
              }
              return false;
            });
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void pressBack(Keys key) {
    new Actions(driver).keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).perform();
  }

  /** Addresses of all requests since the last call. */
  List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> entry.getMessage())
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .map(message -> message.replaceAll("(?s).*\"request\":\\{.*?\"url\":\"(.*?)\".*", "$1"))
        .toList();
  }

  /** What the page complained of, such as what its content security policy has stopped. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .toList();
  }

  /** Serious and critical findings of axe, by WCAG 2.2 A and AA and its best practices. */
  @SuppressWarnings("unchecked")
  List<String> seriousFindings() {
    run(axe());
    Object found =
        runToEnd(
            "const { violations } = await axe.run(document, { resultTypes: ['violations'] });"
                + "return violations"
                + ".filter(({ impact }) => impact === 'serious' || impact === 'critical')"
                + ".map(({ id, nodes }) => id + ': ' + nodes.map(n => n.html + ' '"
                + " + n.failureSummary).join('; '))");
    return found instanceof List ? (List<String>) found : List.of(String.valueOf(found));
  }

  private static String axe() {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The page from top to bottom, as PNG. */
  byte[] picture() {
    Object height = run("return document.documentElement.scrollHeight");
    Object width = run("return innerWidth");
    size(((Number) width).intValue(), Math.min(6000, ((Number) height).intValue()));
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
