package io.tributary.connectors.jdbc;

import io.tributary.connectors.collect.Fingerprints;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** Writes a {@link TablePosition}: some 50 bytes for each row that was read ahead. */
final class TablePositions implements SimpleVersionedSerializer<TablePosition> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(TablePosition position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    write(out, position.of());
    out.writeLong(position.rows());
    RowPlace settled = position.settled();
    out.writeBoolean(settled != null);
    if (settled != null) {
      write(out, settled);
    }
    TablePosition.Mark mark = position.mark();
    out.writeBoolean(mark != null);
    if (mark != null) {
      write(out, mark.cursor());
      out.writeLong(mark.at());
    }
    String safe = position.safe();
    out.writeBoolean(safe != null);
    if (safe != null) {
      write(out, safe);
    }
    Map<RowPlace, Long> ahead = position.ahead().toMap();
    out.writeInt(ahead.size());
    for (Map.Entry<RowPlace, Long> each : ahead.entrySet()) {
      write(out, each.getKey());
      out.writeLong(each.getValue());
    }
    return bytes.toByteArray();
  }

  @Override
  public TablePosition deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "the position in a database's table is of version %d, this program knows version %d: start the one that wrote it"
              .formatted(version, VERSION));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String of = readText(in);
    long rows = in.readLong();
    @Nullable RowPlace settled = in.readBoolean() ? readPlace(in) : null;
    TablePosition.@Nullable Mark mark =
        in.readBoolean() ? new TablePosition.Mark(readText(in), in.readLong()) : null;
    @Nullable String safe = in.readBoolean() ? readText(in) : null;
    Map<RowPlace, Long> ahead = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      ahead.put(readPlace(in), in.readLong());
    }
    return new TablePosition(of, settled, Fingerprints.of(ahead), mark, safe, rows);
  }

  private static void write(DataOutputStream out, RowPlace place) throws IOException {
    write(out, place.cursor());
    write(out, place.key());
  }

  private static RowPlace readPlace(DataInputStream in) throws IOException {
    return new RowPlace(readText(in), readText(in));
  }

  /** Of any length, unlike {@code writeUTF}'s. */
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("the position in a database's table is damaged: a text is cut");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
