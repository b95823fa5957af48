package io.tributary.connectors.collect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The whole of a source, and how far it has been collected. */
public record CollectedSplit<P>(String source, P position) implements SourceSplit {
  @Override
  public String splitId() {
    return source;
  }

  /** Splits in checkpoints: the source's name, then its position in the form it has itself. */
  record Serializer<P>(SimpleVersionedSerializer<P> positions)
      implements SimpleVersionedSerializer<CollectedSplit<P>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(CollectedSplit<P> split) throws IOException {
      byte[] position = positions.serialize(split.position);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(position.length + 64);
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeUTF(split.source);
        out.writeInt(positions.getVersion());
        out.writeInt(position.length);
        out.write(position);
      }
      return bytes.toByteArray();
    }

    @Override
    public CollectedSplit<P> deserialize(int version, byte[] serialized) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        String source = in.readUTF();
        int positionVersion = in.readInt();
        int length = in.readInt();
        if (length != in.available()) {
          throw new IOException(
              "the position in %s is damaged: %d bytes are said to follow, %d do"
                  .formatted(source, length, in.available()));
        }
        byte[] position = in.readAllBytes();
        return new CollectedSplit<>(source, positions.deserialize(positionVersion, position));
      }
    }
  }
}
