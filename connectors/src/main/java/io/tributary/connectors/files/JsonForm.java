package io.tributary.connectors.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tributary.connectors.json.BoundedJson;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * JSON stays as it is but for its source. Numbers keep their digits, and a key that stands there
 * twice still does: the feed's parser judges that.
 */
final class JsonForm implements RecordForm {
  private static final JsonFactory JSON = BoundedJson.factory();

  private final String source;

  JsonForm(String source) {
    this.source = source;
  }

  @Override
  public byte[] json(String text) throws Rejection {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 32);
    try (JsonParser in = JSON.createParser(text);
        JsonGenerator out = JSON.createGenerator(bytes)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("it is no JSON object: one for each record is expected");
      }
      out.writeStartObject();
      out.writeStringField(InvoiceColumns.SOURCE, source);
      while (!in.getParsingContext().inRoot()) {
        JsonToken token = in.nextToken();
        if (token == JsonToken.FIELD_NAME && isSource(in)) {
          in.nextToken();
          in.skipChildren();
        } else if (token != null) {
          copy(token, in, out);
        }
      }
      if (in.nextToken() != null) {
        throw malformed("something follows the JSON object");
      }
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage().lines().findFirst().get();
      throw malformed("it is not valid JSON: " + why);
    }
    return bytes.toByteArray();
  }

  private static boolean isSource(JsonParser in) throws IOException {
    return in.getParsingContext().getParent().inRoot()
        && in.currentName().equals(InvoiceColumns.SOURCE);
  }

  private static void copy(JsonToken token, JsonParser in, JsonGenerator out) throws IOException {
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
      default -> out.copyCurrentEvent(in);
    }
  }

  /** Whether a text is one JSON value. */
  static boolean isValue(String text) {
    try (JsonParser in = JSON.createParser(text)) {
      if (in.nextToken() == null) {
        return false;
      }
      in.skipChildren();
      in.finishToken();
      return in.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }

  private static Rejection malformed(String detail) {
    return new Rejection(RejectReason.MALFORMED_JSON, "", detail);
  }
}
