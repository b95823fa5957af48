package io.tributary.connectors.openmeteo;

import io.tributary.connectors.collect.Collected;
import io.tributary.connectors.openmeteo.Observations.Observation;
import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.openmeteo.WeatherPosition.Reading;
import io.tributary.pipeline.record.RawRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The observations of one answer, on their way out. */
final class Delivery {
  private final String name;
  private final Answer answer;
  private final List<Claim> claims;
  private final List<Observation> observations = new ArrayList<>();
  private final List<Finished> finished = new ArrayList<>();
  private int next;

  /**
   * Reads an answer.
   *
   * @param claims in the order of the answer's places; {@link Claim#NONE} where a place is another
   *     job's by now, and not delivered
   * @param delivered how many are out already
   * @throws IOException if the answer is none: it is worth asking again
   */
  Delivery(String name, Answer answer, List<Claim> claims, int delivered) throws IOException {
    this.name = name;
    this.answer = answer;
    this.claims = claims;
    this.next = delivered;
    List<Observations> places = Observations.of(answer);
    for (int i = 0; i < places.size(); i++) {
      Observations each = places.get(i);
      Claim claim = claims.get(i);
      if (!claim.equals(Claim.NONE)) {
        observations.addAll(each.all());
        finished.add(
            new Finished(
                claim,
                each.all().size() - each.rejected(),
                each.rejected(),
                each.end(),
                each.isShort(answer.request())));
      }
    }
  }

  boolean isOver() {
    return next >= observations.size();
  }

  /**
   * The next ones, at most so many.
   *
   * @param before where the job stands without this answer
   */
  List<Collected<WeatherPosition>> take(int most, WeatherPosition before) {
    List<Collected<WeatherPosition>> some = new ArrayList<>();
    while (!isOver() && some.size() < most) {
      Observation each = observations.get(next++);
      some.add(
          each.problem() == null
              ? Collected.of(raw(each), each.bytes(), after(before))
              : Collected.rejected(raw(each), each.problem(), after(before)));
    }
    return some;
  }

  private RawRecord raw(Observation observation) {
    return new RawRecord(
        OpenMeteoCollector.NAME + "/" + name,
        0,
        next - 1,
        answer.receivedAt().toEpochMilli(),
        null,
        observation.bytes(),
        false,
        0);
  }

  /** Where the job stands after what has been taken. */
  WeatherPosition after(WeatherPosition before) {
    return isOver()
        ? before.finished(finished)
        : new WeatherPosition(
            new Reading(name, next, claims), before.finished(), before.settledAt());
  }
}
