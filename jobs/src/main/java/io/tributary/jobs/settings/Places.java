package io.tributary.jobs.settings;

import io.tributary.connectors.openmeteo.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Places as one text: {@code Paris,FR,48.8566,2.3522;Tunis,TN,36.8065,10.1815}. */
final class Places {
  static final Form<List<Place>> FORM =
      new Form<>(
          "places as name,country,latitude,longitude with semicolons between, or nothing",
          "write them like Paris,FR,48.8566,2.3522;Tunis,TN,36.8065,10.1815",
          Form.Shape.PLAIN,
          (text, folder) -> read(text),
          Places::write);

  private Places() {}

  private static List<Place> read(String text) {
    List<Place> places = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String each : text.split(";", -1)) {
      if (!each.isBlank()) {
        Place place = place(each.strip());
        if (!names.add(place.name())) {
          throw new Unfit("two places are called " + place.name());
        }
        places.add(place);
      }
    }
    return List.copyOf(places);
  }

  private static Place place(String text) {
    String[] parts = text.split(",", -1);
    if (parts.length != 4) {
      throw new Unfit("the place '%s' has %d parts in place of 4".formatted(text, parts.length));
    }
    try {
      String country = parts[1].strip();
      return new Place(
          parts[0].strip(),
          country.isEmpty() ? null : country,
          Double.parseDouble(parts[2].strip()),
          Double.parseDouble(parts[3].strip()));
    } catch (NumberFormatException e) {
      throw new Unfit("the place '" + text + "' has a latitude or longitude that is no number");
    } catch (IllegalArgumentException e) {
      throw new Unfit("the place '" + text + "' is wrong: " + e.getMessage());
    }
  }

  private static String write(List<Place> places) {
    return places.stream()
        .map(
            place ->
                "%s,%s,%s,%s"
                    .formatted(
                        place.name(),
                        Objects.requireNonNullElse(place.country(), ""),
                        place.latitude(),
                        place.longitude()))
        .collect(Collectors.joining(";"));
  }
}
