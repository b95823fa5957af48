package io.tributary.analytics;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. With a token whoever sends it; without one this machine only, and then only by a
 * name of this machine: a foreign page whose name was made to point here gets nothing.
 */
final class Access {
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern PORT = Pattern.compile(":\\d*$");
  private static final String SCHEME = "Bearer ";

  private final Optional<byte[]> token;

  /**
   * Checks that nobody else can ask without a token.
   *
   * @throws StartFailure when others could
   */
  Access(Options options) {
    token = options.token().map(Access::digest);
    if (token.isEmpty() && !isLoopback(options.address())) {
      throw new StartFailure(
          "analytics.address: at "
              + options.address()
              + " others than this machine could ask without a token: set ANALYTICS_TOKEN or"
              + " analytics.token-file, or listen at 127.0.0.1");
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new StartFailure(
          "analytics.address: there is no " + address + ": give an address of this machine", e);
    }
  }

  /**
   * Whether the server was asked by a name of its own.
   *
   * @throws Problem when it wasn't, and there is no token that would tell
   */
  void checkHost(@Nullable String host) {
    String name = host == null ? "" : PORT.matcher(host).replaceFirst("");
    if (token.isEmpty() && !LOCAL_NAMES.contains(name.toLowerCase(Locale.ROOT))) {
      throw Problem.forbidden(
          "Host: " + Problem.shown(name) + " is no name of this machine: ask localhost");
    }
  }

  /**
   * Whether the token was sent, if there is one.
   *
   * @throws Problem when it wasn't
   */
  void checkToken(@Nullable String authorization) {
    if (token.isEmpty()) {
      return;
    }
    boolean right =
        authorization != null
            && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            && MessageDigest.isEqual(
                token.get(), digest(authorization.substring(SCHEME.length()).strip()));
    if (!right) {
      throw Problem.unauthorized("send the server's token: Authorization: Bearer TOKEN");
    }
  }

  /** Digests are all equally long: how long a comparison takes tells nothing. */
  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
