package io.tributary.jobs.tickets;

import static io.tributary.jobs.tickets.Tickets.VALID;
import static io.tributary.jobs.tickets.Tickets.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.pipeline.record.RawRecord;
import io.tributary.pipeline.record.RejectReason;
import io.tributary.pipeline.record.Rejection;
import io.tributary.pipeline.record.Text;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketParserTest {
  private static final String ID = "550e8400-e29b-41d4-a716-446655440000";

  private final TicketParser parser = new TicketParser();

  private Ticket parse(String json) throws Rejection {
    return parser.parse(Tickets.raw(json));
  }

  private void assertRejected(String json, RejectReason reason, String field) {
    assertRejected(json.getBytes(StandardCharsets.UTF_8), reason, field);
  }

  private void assertRejected(byte[] json, RejectReason reason, String field) {
    Rejection rejection =
        catchThrowableOfType(Rejection.class, () -> parser.parse(Tickets.raw(json)));
    assertThat(rejection)
        .as("rejection of %s", json == null ? null : new String(json, StandardCharsets.UTF_8))
        .isNotNull();
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.field()).isEqualTo(field);
    assertThat(rejection.detail()).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
  }

  private void assertMalformed(String json) {
    assertRejected(json, RejectReason.MALFORMED_JSON, "");
  }

  @Test
  void readsEveryField() throws Rejection {
    assertThat(parse(VALID))
        .isEqualTo(
            new Ticket(
                UUID.fromString(ID),
                Text.of("CLIENT_5234"),
                1_766_154_225_123_456L,
                Text.of("Unable to reset password"),
                RequestType.ACCOUNT,
                Priority.HIGH));
  }

  @Test
  void readsOneTicketAfterAnotherWhateverCameBetween() throws Rejection {
    assertMalformed("{\"ticket_id\":\"" + ID + "\",");
    assertRejected("{}", RejectReason.MISSING_FIELD, "ticket_id");
    assertThat(parse(VALID).clientId()).hasToString("CLIENT_5234");
    assertRejected("{\"client_id\":\"CLIENT_1\"}", RejectReason.MISSING_FIELD, "ticket_id");
  }

  @Test
  void aTicketIdIsReadInEitherCase() throws Rejection {
    assertThat(parse(with("e29b", "E29B")).ticketId()).isEqualTo(UUID.fromString(ID));
    assertThat(parse(with(ID, "ffffffff-FFFF-ffff-FFFF-ffffffffffff")).ticketId())
        .isEqualTo(new UUID(-1, -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-2-3-4-5",
        "550e8400e29b41d4a716446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "urn:uuid:550e8400-e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-44665544000",
        "550e8400-e29b-41d4-a716-4466554400000",
        "550e8400-e29b-41d4-a716-44665544000g",
        "550e840-0e29b-41d4-a716-446655440000",
        "550e8400-e29b-41d4-a716-44665544000 ",
        "550e8400-e29b-41d4-a716-44665544000٣",
        "550e8400_e29b_41d4_a716_446655440000"
      })
  void whatIsNoUuidIsRefused(String id) {
    assertRejected(with(ID, id), RejectReason.INVALID_VALUE, "ticket_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CLIENT_",
        "CLIENT_x",
        "client_1",
        "CLIENT_1 ",
        " CLIENT_1",
        "CLIENT_-1",
        "CLIENT_1.0",
        "CLIENT_٣",
        "5234"
      })
  void aClientIdIsThePrefixAndDigits(String client) {
    assertRejected(with("CLIENT_5234", client), RejectReason.INVALID_VALUE, "client_id");
  }

  @Test
  void aClientIdMayHaveAHundredCharacters() throws Rejection {
    String longest = "CLIENT_" + "9".repeat(93);
    assertThat(parse(with("CLIENT_5234", longest)).clientId()).hasToString(longest);
    assertRejected(with("CLIENT_5234", longest + "9"), RejectReason.TOO_LONG, "client_id");
  }

  @Test
  void microsecondsAreKeptAndFinerDigitsCut() throws Rejection {
    assertThat(parse(with("45.123456Z", "45.1234569Z")).createdAt())
        .isEqualTo(1_766_154_225_123_456L);
    Ticket before = parse(with("2025-12-19T14:23:45.123456Z", "1969-12-31T23:59:59.999999Z"));
    assertThat(before.createdAt()).isEqualTo(-1);
    assertThat(before.createdAtMillis()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2025-12-19T14:23:45",
        "2025-12-19",
        "2016-12-31T23:59:60Z",
        "10000-01-01T00:00:00Z",
        "2025-12-19T14:23:45ZZ"
      })
  void aTimeWithoutOffsetOrOutsideTheCalendarIsRefused(String time) {
    assertRejected(
        with("2025-12-19T14:23:45.123456Z", time), RejectReason.INVALID_VALUE, "created_at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "漢", "😀", "\\uD83D\\uDE00", "\\n"})
  void aRequestMayHaveFiveHundredCodePointsAndNoMore(String character) throws Rejection {
    String request = "Unable to reset password";
    Ticket longest = parse(with(request, character.repeat(500)));
    assertThat(longest.request().codePoints()).isEqualTo(500);
    assertRejected(with(request, character.repeat(501)), RejectReason.TOO_LONG, "request");
  }

  @Test
  void anEmptyRequestIsARequest() throws Rejection {
    assertThat(parse(with("Unable to reset password", "")).request()).isEqualTo(Text.of(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\uD83D", "\\uDE00", "a\\uDE00\\uD83D", "\\uD83Dx", "\\uD83D\\uD83D\\uDE00"})
  void halfASurrogatePairByEscapeIsRefused(String half) {
    assertRejected(with("Unable to reset password", half), RejectReason.INVALID_VALUE, "request");
  }

  @Test
  void bytesThatAreNotUtf8AreMalformedWhereverTheyStand() {
    byte[][] faults = {
      {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // a surrogate
      {(byte) 0xC0, (byte) 0x80}, // an overlong NUL
      {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
      {(byte) 0xE9}, // Latin-1
      {(byte) 0xFF}
    };
    for (byte[] fault : faults) {
      for (String place : new String[] {"reset", "account", "priority"}) {
        byte[] json = VALID.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(fault, 0, json, VALID.indexOf(place), fault.length);
        assertRejected(json, RejectReason.MALFORMED_JSON, "");
      }
    }
    byte[] cut = (VALID.substring(0, VALID.length() - 2) + "é").getBytes(StandardCharsets.UTF_8);
    assertRejected(java.util.Arrays.copyOf(cut, cut.length - 1), RejectReason.MALFORMED_JSON, "");
  }

  @Test
  void otherEncodingsAndAByteOrderMarkAreMalformed() {
    for (String encoding : new String[] {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32"}) {
      assertRejected(VALID.getBytes(Charset.forName(encoding)), RejectReason.MALFORMED_JSON, "");
    }
    assertMalformed("\uFEFF" + VALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"billing", "technical", "account", "general"})
  void readsEveryRequestType(String type) throws Rejection {
    assertThat(parse(with("account", type)).requestType().code()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Account", "accounts", "refund"})
  void otherRequestTypesAreRefused(String type) {
    assertRejected(with("account", type), RejectReason.INVALID_VALUE, "request_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"low", "medium", "high", "critical"})
  void readsEveryPriority(String priority) throws Rejection {
    assertThat(parse(with("high", priority)).priority().code()).isEqualTo(priority);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HIGH", "urgent"})
  void otherPrioritiesAreRefused(String priority) {
    assertRejected(with("high", priority), RejectReason.INVALID_VALUE, "priority");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ticket_id", "client_id", "created_at", "request", "request_type", "priority"})
  void everyFieldIsRequiredAndAText(String field) {
    String value = VALID.replaceAll(".*\"" + field + "\":(\"[^\"]*\").*", "$1");
    String pair = "\"" + field + "\":" + value;
    assertRejected(with(pair, "\"other\":1"), RejectReason.MISSING_FIELD, field);
    assertRejected(with(pair, "\"" + field + "\":null"), RejectReason.MISSING_FIELD, field);
    for (String other : new String[] {"1", "true", "[\"x\"]", "{\"a\":{}}", "1e999999"}) {
      assertRejected(with(pair, "\"" + field + "\":" + other), RejectReason.INVALID_VALUE, field);
    }
    assertMalformed(with(pair, pair + "," + pair));
    assertMalformed(with(pair, pair + ",\"" + field + "\":null"));
    assertMalformed(with(pair, "\"" + field + "\":{}," + pair));
  }

  @Test
  void aKeyTwiceIsMalformedInUnknownAndNestedObjectsToo() throws Rejection {
    assertMalformed(VALID.replace("}", ",\"x\":1,\"x\":2}"));
    assertMalformed(VALID.replace("}", ",\"x\":{\"a\":1,\"a\":2}}"));
    assertMalformed(VALID.replace("}", ",\"x\":[{\"b\":[{}, {\"a\":1,\"\\u0061\":2}]}]}"));
    assertMalformed(VALID.replace("}", ",\"prior\\u0069ty\":\"low\"}"));
    parse(VALID.replace("}", ",\"x\":{\"a\":{\"a\":[{\"a\":1},{\"a\":1}]}},\"a\":1}"));
  }

  @Test
  void unknownFieldsArePassedOver() throws Rejection {
    Ticket plain = parse(VALID);
    for (String unknown :
        new String[] {
          "null",
          "true",
          "\"\\uD800\"",
          "1" + "0".repeat(5000),
          "-0.0e-99999999999",
          "[]",
          "{\"ticket_id\":5}",
          "[".repeat(900) + "]".repeat(900),
          "\"" + "x".repeat(3_000_000) + "\""
        }) {
      assertThat(parse(VALID.replace("}", ",\"unknown\":" + unknown + "}"))).isEqualTo(plain);
    }
    assertThat(parse("{\"" + "n".repeat(100_000) + "\":1," + VALID.substring(1))).isEqualTo(plain);
  }

  @Test
  void nestingWithoutEndIsMalformedAndNoStackOverflow() {
    assertMalformed(VALID.replace("}", ",\"x\":" + "[".repeat(1_000_000) + "}"));
    assertMalformed(VALID.replace("}", ",\"x\":" + "{\"a\":".repeat(1_000_000) + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "null",
        "[]",
        "\"text\"",
        "5",
        "{",
        "}",
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{/**/}",
        "{\"a\":tru}"
      })
  void whatIsNoJsonObjectIsMalformed(String json) {
    assertMalformed(json);
  }

  @Test
  void nothingMayFollowTheObjectButWhiteSpace() throws Rejection {
    assertThat(parse("\n\t " + VALID + " \r\n")).isEqualTo(parse(VALID));
    for (String more : new String[] {"x", "{}", VALID, ",", "\0", "]"}) {
      assertMalformed(VALID + more);
    }
  }

  @Test
  void aRecordWithoutValueIsMalformed() {
    assertRejected((byte[]) null, RejectReason.MALFORMED_JSON, "");
    assertRejected(new byte[0], RejectReason.MALFORMED_JSON, "");
  }

  @Test
  void aTicketComesBackFromTheWire() throws Exception {
    Text own = Text.of("é😀".repeat(250));
    for (RequestType type : RequestType.ALL) {
      for (Priority priority : Priority.ALL) {
        Ticket ticket = new Ticket(new UUID(-1, 5), Text.of("CLIENT_1"), -7, own, type, priority);
        assertThat(overTheWire(ticket, Tickets.raw(VALID))).isEqualTo(ticket);
      }
    }
  }

  @Test
  void whatStandsInTheRecordTravelsOnce() throws Exception {
    RawRecord raw = Tickets.raw(VALID);
    Ticket ticket = parser.parse(raw);
    DataOutputSerializer out = new DataOutputSerializer(16);
    Ticket.Wire.INSTANCE.write(ticket, raw, out);
    assertThat(out.length()).isLessThan(50);
    Ticket read = overTheWire(ticket, raw);
    assertThat(read).isEqualTo(ticket);
    assertThat(read.request().isViewOf(raw.value())).isTrue();
  }

  private static Ticket overTheWire(Ticket ticket, RawRecord raw) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    Ticket.Wire.INSTANCE.write(ticket, raw, out);
    return Ticket.Wire.INSTANCE.read(raw, new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  /**
   * Whatever bytes come, the parser reads a ticket or rejects them: nothing else is ever thrown.
   */
  @Test
  void nothingButRejectionsComesOfHundredsOfThousandsOfMutatedTickets() throws IOException {
    Random random = new Random(10);
    ObjectMapper json = new ObjectMapper();
    String[] fragments = {
      "\"",
      "\\",
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\\u",
      "\\uD800",
      "null",
      "1e9",
      "é",
      "😀",
      "\0",
      "\"ticket_id\":",
      ",\"x\":{\"y\":[1]}",
      "T24:00",
      "Z",
      "+01",
      "-",
      "."
    };
    byte[] valid = VALID.getBytes(StandardCharsets.UTF_8);
    int accepted = 0;
    for (int i = 0; i < 250_000; i++) {
      byte[] bytes = valid.clone();
      for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
        bytes = mutated(bytes, fragments, random);
      }
      try {
        Ticket ticket = parser.parse(Tickets.raw(bytes));
        assertThat(ticket.request().codePoints()).isLessThanOrEqualTo(500);
        assertThat(ticket.request().toString())
            .isEqualTo(json.readTree(bytes).path("request").textValue());
        accepted++;
      } catch (Rejection rejection) {
        assertThat(rejection.detail()).isNotEmpty();
      }
    }
    assertThat(accepted).isBetween(2_500, 200_000);
  }

  private static byte[] mutated(byte[] bytes, String[] fragments, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt(256);
        yield changed;
      }
      case 1 -> {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        yield changed;
      }
      case 2 -> splice(bytes, at, at, fragments[random.nextInt(fragments.length)]);
      case 3 -> splice(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), "");
      default -> java.util.Arrays.copyOf(bytes, at);
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, String text) {
    byte[] middle = text.getBytes(StandardCharsets.UTF_8);
    byte[] result = new byte[from + middle.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }
}
