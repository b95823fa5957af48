package io.tributary.connectors.files;

import io.tributary.connectors.files.Finished.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Deque;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * How far an inbox has been read: how many files are done with and lie where they belong, which are
 * done with and don't yet, and where the one stands that is being read. What happened to all the
 * others stands in the inbox's ledger, so a position stays small whatever the number of files.
 */
public final class InboxPosition {
  static final InboxPosition BEGINNING = new InboxPosition(0, null, null);

  private final long settled;
  private final @Nullable Finished newest;
  private final @Nullable Reading reading;

  private InboxPosition(long settled, @Nullable Finished newest, @Nullable Reading reading) {
    this.settled = settled;
    this.newest = newest;
    this.reading = reading;
  }

  /** The number of the last file that is done with. */
  long last() {
    return newest == null ? settled : newest.sequence;
  }

  @Nullable Reading reading() {
    return reading;
  }

  /** The files that are done with and may not lie where they belong, oldest first. */
  Deque<Finished> unsettled() {
    return Finished.since(settled, newest);
  }

  InboxPosition at(Reading next) {
    return new InboxPosition(settled, newest, next);
  }

  InboxPosition finished(FileVersion file, String sha256, Outcome outcome, String reason) {
    return new InboxPosition(
        settled, new Finished(last() + 1, file, sha256, outcome, reason, newest), null);
  }

  /** The same, without the files up to a number, which lie where they belong. */
  InboxPosition settledUpTo(long sequence) {
    if (sequence <= settled) {
      return this;
    }
    Finished left = null;
    for (Finished f : Finished.since(sequence, newest)) {
      left = f.after(left);
    }
    return new InboxPosition(sequence, left, reading);
  }

  /** Positions in checkpoints. */
  enum Serializer implements SimpleVersionedSerializer<InboxPosition> {
    INSTANCE;

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(InboxPosition position) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeLong(position.settled);
        Deque<Finished> unsettled = position.unsettled();
        out.writeInt(unsettled.size());
        for (Finished f : unsettled) {
          write(f.file, out);
          out.writeUTF(f.sha256);
          out.writeUTF(f.outcome.name());
          out.writeUTF(f.reason);
        }
        Reading reading = position.reading;
        out.writeBoolean(reading != null);
        if (reading != null) {
          write(reading.file(), out);
          out.writeUTF(reading.sha256());
          out.writeUTF(reading.encoding().name());
          out.writeLong(reading.offset());
          out.writeLong(reading.number());
        }
      }
      return bytes.toByteArray();
    }

    private static void write(FileVersion file, DataOutputStream out) throws IOException {
      out.writeUTF(file.name());
      out.writeLong(file.size());
      out.writeLong(file.modified());
    }

    @Override
    public InboxPosition deserialize(int version, byte[] serialized) throws IOException {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized))) {
        InboxPosition position = new InboxPosition(in.readLong(), null, null);
        for (int left = in.readInt(); left > 0; left--) {
          position =
              position.finished(
                  file(in), in.readUTF(), Outcome.valueOf(in.readUTF()), in.readUTF());
        }
        if (in.readBoolean()) {
          position =
              position.at(
                  new Reading(
                      file(in),
                      in.readUTF(),
                      Encoding.valueOf(in.readUTF()),
                      in.readLong(),
                      in.readLong()));
        }
        return position;
      } catch (IllegalArgumentException e) {
        throw new IOException("the position in an inbox is damaged: " + e.getMessage(), e);
      }
    }

    private static FileVersion file(DataInputStream in) throws IOException {
      return new FileVersion(in.readUTF(), in.readLong(), in.readLong());
    }
  }
}
