package io.tributary.connectors.files;

import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts records of CSV by RFC 4180: one may have line ends within quotes. A quote opens only where a
 * cell begins; elsewhere it is a letter. When a quote is not closed as it must be, the record's
 * first line is given up and the next line begins a record: one bad quote costs one line.
 */
final class CsvCutter implements Cutter {
  private static final int QUOTE = '"';

  private final RecordBuffer buffer;
  private final int separator;
  private final int most;
  private long line;

  private enum At {
    CELL_BEGINS,
    IN_CELL,
    IN_QUOTES,
    AFTER_QUOTES
  }

  CsvCutter(RecordBuffer buffer, int separator, int most, long line) {
    this.buffer = buffer;
    this.separator = separator;
    this.most = most;
    this.line = line;
  }

  @Override
  public long number() {
    return line;
  }

  @Override
  public @Nullable Cut next() throws IOException {
    At state = At.CELL_BEGINS;
    int at = 0;
    long lines = 1;
    while (true) {
      if (at > most) {
        return state == At.IN_QUOTES && buffer.lineLength(most) >= 0
            ? givenUp("a quote is not closed within " + most + " bytes")
            : tooLong();
      }
      int unit = buffer.unit(at);
      if (unit == RecordBuffer.END) {
        if (state == At.IN_QUOTES) {
          return givenUp("a quote is not closed before the file ends");
        }
        return buffer.rest() == 0 ? null : cut(buffer.rest(), lines);
      }
      int lineEnd = unit == '\n' || unit == '\r' ? buffer.lineEnd(at) : 0;
      if (lineEnd > 0 && state == At.IN_QUOTES) {
        lines++;
        at += lineEnd;
        continue;
      }
      if (lineEnd > 0) {
        return cut(at, lines);
      }
      switch (state) {
        case IN_QUOTES -> {
          if (unit == QUOTE && buffer.unit(at + buffer.width()) == QUOTE) {
            at += buffer.width();
          } else if (unit == QUOTE) {
            state = At.AFTER_QUOTES;
          }
        }
        case AFTER_QUOTES -> {
          if (unit == separator) {
            state = At.CELL_BEGINS;
          } else if (unit > ' ') {
            return givenUp("something follows a closing quote: double the quotes within a cell");
          }
        }
        case CELL_BEGINS -> {
          if (unit == QUOTE) {
            state = At.IN_QUOTES;
          } else if (unit != separator && unit > ' ') {
            state = At.IN_CELL;
          }
        }
        case IN_CELL -> {
          if (unit == separator) {
            state = At.CELL_BEGINS;
          }
        }
      }
      at += buffer.width();
    }
  }

  private Cut cut(int length, long lines) throws IOException {
    Cut cut = new Cut(buffer.copy(length), line, null);
    buffer.consume(length);
    buffer.consumeLine();
    line += lines;
    return cut;
  }

  private Cut givenUp(String why) throws IOException {
    int length = buffer.lineLength(most);
    byte[] bytes = buffer.copy(length < 0 ? most : length);
    buffer.consumeLine();
    return new Cut(bytes, line++, new Rejection(RejectReason.MALFORMED_RECORD, "", why));
  }

  private Cut tooLong() throws IOException {
    byte[] beginning = buffer.copy(most);
    buffer.consumeLine();
    return new Cut(beginning, line++, LineCutter.tooLong(most));
  }
}
