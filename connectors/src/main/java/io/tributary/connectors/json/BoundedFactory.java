package io.tributary.connectors.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.DataInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;

/**
 * Makes parsers to which a number of JSON that is none of {@link BigDecimal} is an error of reading
 * like any other. Jackson's own throw a {@link NumberFormatException} at {@code 1e-2147483648},
 * which no caller expects of a reader, and take {@code 100e2147483647}, which is written as a
 * number that they don't.
 */
final class BoundedFactory extends JsonFactory {
  private static final long serialVersionUID = 1L;

  BoundedFactory(JsonFactoryBuilder builder) {
    super(builder);
  }

  @Override
  protected JsonParser _createParser(InputStream in, IOContext context) throws IOException {
    return new Exact(super._createParser(in, context));
  }

  @Override
  protected JsonParser _createParser(Reader reader, IOContext context) throws IOException {
    return new Exact(super._createParser(reader, context));
  }

  @Override
  protected JsonParser _createParser(
      char[] data, int offset, int length, IOContext context, boolean recyclable)
      throws IOException {
    return new Exact(super._createParser(data, offset, length, context, recyclable));
  }

  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context)
      throws IOException {
    return new Exact(super._createParser(data, offset, length, context));
  }

  @Override
  protected JsonParser _createParser(DataInput input, IOContext context) throws IOException {
    return new Exact(super._createParser(input, context));
  }

  private static final class Exact extends JsonParserDelegate {
    private static final String OUT_OF_RANGE = "a number whose exponent is too large or too small";

    Exact(JsonParser parser) {
      super(parser);
    }

    @Override
    public BigDecimal getDecimalValue() throws IOException {
      BigDecimal value;
      try {
        value = super.getDecimalValue();
      } catch (NumberFormatException e) {
        throw new JsonParseException(this, OUT_OF_RANGE, e);
      }
      // The exponent that it would be written with, and then not be read.
      if ((long) value.precision() - 1 - value.scale() > Integer.MAX_VALUE) {
        throw new JsonParseException(this, OUT_OF_RANGE);
      }
      return value;
    }
  }
}
