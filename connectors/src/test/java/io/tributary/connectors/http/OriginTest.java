package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
  private static final URI PUBLIC = URI.create("http://203.0.113.7/products?page=1");

  @ParameterizedTest
  @CsvSource({
    "?page=2, http://203.0.113.7/products?page=2",
    "/other, http://203.0.113.7/other",
    "HTTP://203.0.113.7:80/x, HTTP://203.0.113.7:80/x",
    "https://203.0.113.7/x, https://203.0.113.7/x"
  })
  void followsLinksOnTheSameServer(String link, URI to) throws Exception {
    assertThat(Origin.of(PUBLIC).follow(PUBLIC, link)).isEqualTo(to);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://203.0.113.8/",
        "http://203.0.113.7:8080/",
        "https://203.0.113.7:8443/",
        "ftp://203.0.113.7/",
        "http:///x",
        "http://203.0.113.7@evil.example/",
        "mailto:a@b"
      })
  void refusesLinksOutOfIt(String link) throws Exception {
    Origin origin = Origin.of(PUBLIC);
    assertThatThrownBy(() -> origin.follow(PUBLIC, link))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused");
  }

  @Test
  void neverGoesBackFromHttpsToHttp() throws Exception {
    URI secure = URI.create("https://203.0.113.7/products");
    Origin origin = Origin.of(PUBLIC);
    assertThatThrownBy(() -> origin.follow(secure, "http://203.0.113.7/products"))
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> Origin.of(secure).follow(secure, "http://203.0.113.7/products"))
        .hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://[::ffff:169.254.169.254]/"
      })
  void refusesAddressesThatAreNoServers(URI address) {
    assertThatThrownBy(() -> Origin.of(address)).hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd12::1"
      })
  void asksPrivateAddressesOnlyWhenTheConfiguredOneIsSuch(String address) throws Exception {
    URI uri =
        URI.create(address.contains(":") ? "http://[" + address + "]/" : "http://" + address + "/");
    assertThat(Origin.isPrivate(InetAddress.getByName(address))).isTrue();
    Origin.of(uri).checkAddress(uri);
    Origin open = Origin.of(PUBLIC);
    // As when a public name stands for another address than before.
    assertThatThrownBy(() -> open.checkAddress(uri))
        .hasMessageContaining("private address")
        .hasMessageContaining("refused");
  }
}
