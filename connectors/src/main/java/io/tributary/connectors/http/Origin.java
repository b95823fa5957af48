package io.tributary.connectors.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * The one server that may be asked, whatever its answers say: links and redirects out of it are
 * refused, so that nobody can make this program fetch what only this program can reach.
 *
 * <ul>
 *   <li>Same host, same port, same scheme; or from http on to https, and never back.
 *   <li>Addresses that are link-local, as those from which clouds hand out credentials, multicast
 *       or nobody's are refused always.
 *   <li>Private addresses and this machine are refused unless the configured host had one when it
 *       was opened: then that is meant. A public name that turns private later is refused.
 * </ul>
 */
public final class Origin {
  private static final int MOST_LENGTH = 8000;

  /** Of clouds' services for their own machines, beyond the link-local ones. */
  private static final Set<String> METADATA =
      Set.of("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

  private final URI configured;
  private final boolean mayBePrivate;

  private Origin(URI configured, boolean mayBePrivate) {
    this.configured = configured;
    this.mayBePrivate = mayBePrivate;
  }

  /**
   * That of an address.
   *
   * @throws IOException if its name can't be looked up, or is one of the addresses that are refused
   *     always
   */
  public static Origin of(URI configured) throws IOException {
    boolean isPrivate = false;
    for (InetAddress each : lookUp(configured)) {
      refuseForbidden(configured, each);
      isPrivate |= isPrivate(each);
    }
    return new Origin(configured, isPrivate);
  }

  /**
   * Where a link leads, if that may be asked.
   *
   * @throws IOException if not: it names both
   */
  URI follow(URI from, String link) throws IOException {
    URI to;
    try {
      // The JDK follows RFC 2396, by which a query alone would replace the last part of the path
      // too.
      String whole = link.strip();
      to = from.resolve(whole.startsWith("?") ? from.getRawPath() + whole : whole);
    } catch (IllegalArgumentException e) {
      throw new IOException(from + " leads to something that is no address: " + shortened(link), e);
    }
    boolean isDowngrade = isHttps(from) && !isHttps(to);
    if (to.toString().length() > MOST_LENGTH || isDowngrade || !isInside(to)) {
      throw new IOException(
          "%s leads to %s, which is not on %s: refused; if that is meant, set it as the address"
              .formatted(from, shortened(to.toString()), configured.resolve("/")));
    }
    return to;
  }

  private boolean isInside(URI to) {
    if (to.getHost() == null || to.getScheme() == null || to.getRawUserInfo() != null) {
      return false;
    }
    boolean isUpgrade = isHttps(to) && !isHttps(configured);
    return name(to).equals(name(configured))
        && (to.getScheme().equalsIgnoreCase(configured.getScheme()) || isUpgrade)
        && (port(to) == port(configured) || (isUpgrade && port(to) == 443));
  }

  /**
   * Looks an address up just before it is asked: what a name stands for may change.
   *
   * @throws IOException if it stands for an address that is refused
   */
  public void checkAddress(URI asked) throws IOException {
    for (InetAddress each : lookUp(asked)) {
      refuseForbidden(asked, each);
      if (isPrivate(each) && !mayBePrivate) {
        throw new IOException(
            "%s stands for the private address %s now, which it did not at first: refused"
                .formatted(asked.getHost(), each.getHostAddress()));
      }
    }
  }

  private static InetAddress[] lookUp(URI address) throws IOException {
    try {
      return InetAddress.getAllByName(address.getHost());
    } catch (UnknownHostException e) {
      throw new IOException(
          "nobody knows the host " + address.getHost() + ": check the address", e);
    }
  }

  private static void refuseForbidden(URI asked, InetAddress address) throws IOException {
    if (address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address.getHostAddress())) {
      throw new IOException(
          "%s stands for %s, which is no server's address: refused"
              .formatted(asked.getHost(), address.getHostAddress()));
    }
  }

  static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // fc00::/7
    boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
    return address.isLoopbackAddress() || address.isSiteLocalAddress() || unique || carrier;
  }

  private static boolean isHttps(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  private static int port(URI address) {
    return address.getPort() >= 0 ? address.getPort() : isHttps(address) ? 443 : 80;
  }

  private static String name(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static String shortened(String link) {
    return link.length() <= 200 ? link : link.substring(0, 200) + "…";
  }
}
