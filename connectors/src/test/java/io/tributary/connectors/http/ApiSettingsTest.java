package io.tributary.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSettingsTest {
  @Test
  void travelWithTheJob() throws Exception {
    ApiCollector collector =
        new ApiCollector(ApiSettings.of(URI.create("https://shop.example/products")));
    assertThat(InstantiationUtil.clone(collector)).isEqualTo(collector);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"shop.example", "/products", "ftp://shop.example/", "http:///x", "file:/x"})
  void refuseWhatIsNoServersAddress(URI url) {
    assertThatThrownBy(() -> ApiSettings.of(url)).hasMessageContaining("write https://host/path");
  }

  @Test
  void refuseAPasswordInTheAddressWithoutShowingIt() {
    URI url = URI.create("https://u:s3cret@shop.example/");
    assertThatThrownBy(() -> ApiSettings.of(url))
        .hasMessageContaining("take it out")
        .hasMessageNotContaining("s3cret");
  }
}
