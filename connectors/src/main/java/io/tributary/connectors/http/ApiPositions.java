package io.tributary.connectors.http;

import io.tributary.connectors.collect.Fingerprints;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes an {@link ApiPosition}: some 20 bytes for each item. */
final class ApiPositions implements SimpleVersionedSerializer<ApiPosition> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ApiPosition position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(position.delivered());
    Map<String, Long> items = position.items().toMap();
    out.writeInt(items.size());
    for (Map.Entry<String, Long> each : items.entrySet()) {
      out.writeUTF(each.getKey());
      out.writeLong(each.getValue());
    }
    return bytes.toByteArray();
  }

  @Override
  public ApiPosition deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "the position in an API's list is of version %d, this program knows version %d: start the one that wrote it"
              .formatted(version, VERSION));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    long delivered = in.readLong();
    Map<String, Long> items = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      items.put(in.readUTF(), in.readLong());
    }
    return new ApiPosition(Fingerprints.of(items), delivered);
  }
}
