package io.tributary.connectors.openmeteo;

import io.tributary.connectors.openmeteo.WeatherPosition.Claim;
import io.tributary.connectors.openmeteo.WeatherPosition.Finished;
import io.tributary.connectors.openmeteo.WeatherPosition.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes a {@link WeatherPosition}: some 30 bytes for each collection since the checkpoint before.
 */
final class WeatherPositions implements SimpleVersionedSerializer<WeatherPosition> {
  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(WeatherPosition position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    Reading reading = position.reading();
    out.writeBoolean(reading != null);
    if (reading != null) {
      out.writeUTF(reading.name());
      out.writeInt(reading.delivered());
      out.writeInt(reading.claims().size());
      for (Claim each : reading.claims()) {
        write(out, each);
      }
    }
    out.writeInt(position.finished().size());
    for (Finished each : position.finished()) {
      write(out, each.claim());
      out.writeInt(each.rows());
      out.writeInt(each.rejected());
      out.writeLong(each.end().toEpochMilli());
      out.writeBoolean(each.isShort());
    }
    out.writeUTF(position.settledAt() == null ? "" : position.settledAt().toString());
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, Claim claim) throws IOException {
    out.writeLong(claim.id());
    out.writeInt(claim.attempt());
  }

  @Override
  public WeatherPosition deserialize(int version, byte[] bytes) throws IOException {
    if (version < 1 || version > VERSION) {
      throw new IOException(
          "the position in the weather is of version %d, this program knows versions up to %d: start the one that wrote it"
              .formatted(version, VERSION));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Reading reading = null;
    if (in.readBoolean()) {
      String name = in.readUTF();
      int delivered = in.readInt();
      List<Claim> claims = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        claims.add(claim(in));
      }
      reading = new Reading(name, delivered, List.copyOf(claims));
    }
    List<Finished> finished = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      finished.add(
          new Finished(
              claim(in),
              in.readInt(),
              in.readInt(),
              Instant.ofEpochMilli(in.readLong()),
              in.readBoolean()));
    }
    String settledAt = version == 1 ? "" : in.readUTF();
    return new WeatherPosition(
        reading, List.copyOf(finished), settledAt.isEmpty() ? null : moment(settledAt));
  }

  private static Instant moment(String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IOException(
          "the position in the weather is damaged: \"%s\" is no moment".formatted(text), e);
    }
  }

  private static Claim claim(DataInputStream in) throws IOException {
    return new Claim(in.readLong(), in.readInt());
  }
}
