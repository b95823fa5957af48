package io.tributary.cli.simulate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Believable support tickets without end, in English, French, Arabic, Spanish and German. What
 * comes is a pure function of the parameters; nothing is sent here.
 */
public final class TicketSimulation {
  /** How far back a copy reaches: people press the button twice, producers retry. */
  private static final int RECENT = 256;

  private static final long MICROS = 1_000_000L;
  private static final int ABROAD_OF_100 = 5;
  private static final int[] OFFSET_MINUTES = {60, 120, 180, -300, 330, -210};

  private final TicketParameters parameters;
  private final SplittableRandom random;
  private final Clients clients;
  private final Map<String, Wording> wordings = new HashMap<>();
  private final List<SimulatedTicket> recent = new ArrayList<>(RECENT);
  private final long startMicros;
  private final long outOfOrderMicros;
  private final long lateMicros;
  private double elapsedMicros;
  private long valid;

  /** Prepares everything that does not depend on the single ticket, which takes about a second. */
  public TicketSimulation(TicketParameters parameters) {
    this.parameters = parameters;
    random = new SplittableRandom(parameters.seed());
    clients = new Clients(parameters.clients(), random.split());
    Country.ALL.stream()
        .map(Country::language)
        .distinct()
        .forEach(language -> wordings.put(language, new Wording(language, parameters.seed())));
    startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, parameters.start());
    outOfOrderMicros = parameters.outOfOrder().toNanos() / 1_000;
    lateMicros = parameters.lateBy().toNanos() / 1_000;
  }

  /** A record for the topic {@code clients}. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes as they are sent; records are never compared.
  public record DirectoryEntry(byte[] key, byte[] value) {}

  /** The directory of clients, to be sent before the first ticket; some who write are not in it. */
  public Stream<DirectoryEntry> directory() {
    return clients.listed().map(client -> new DirectoryEntry(client.key(), client.value()));
  }

  /** The next ticket. */
  public SimulatedTicket next() {
    long now = startMicros + (long) elapsedMicros;
    long dueNanos = (long) (elapsedMicros * 1_000);
    elapsedMicros +=
        MICROS
            / (parameters.rhythm() ? parameters.rate() * DailyRhythm.load(now) : parameters.rate());
    return ticket(kind(), now, dueNanos);
  }

  private TicketKind kind() {
    double share = random.nextDouble() - parameters.duplicates();
    if (share < 0) {
      return recent.isEmpty() ? TicketKind.VALID : TicketKind.DUPLICATE;
    }
    share -= parameters.late();
    if (share < 0) {
      return TicketKind.LATE;
    }
    share -= parameters.invalid();
    return share < 0
        ? TicketKind.INVALID.get(random.nextInt(TicketKind.INVALID.size()))
        : TicketKind.VALID;
  }

  private SimulatedTicket ticket(TicketKind kind, long now, long dueNanos) {
    switch (kind) {
      case DUPLICATE -> {
        SimulatedTicket original = recent.get(random.nextInt(recent.size()));
        return new SimulatedTicket(kind, original.key(), original.value(), dueNanos);
      }
      case VALID, LATE -> {
        TicketDraft draft =
            draft(
                now
                    - (kind == TicketKind.LATE
                        ? lateMicros + random.nextLong(2 * lateMicros + 1)
                        : random.nextLong(outOfOrderMicros + 1)));
        SimulatedTicket ticket = new SimulatedTicket(kind, draft.key(), draft.json(), dueNanos);
        remember(ticket);
        return ticket;
      }
      default -> {
        TicketDraft draft = draft(now);
        return new SimulatedTicket(
            kind, draft.key(), InvalidTicket.value(kind, draft, random), dueNanos);
      }
    }
  }

  private void remember(SimulatedTicket ticket) {
    if (recent.size() < RECENT) {
      recent.add(ticket);
    } else {
      recent.set((int) (valid % RECENT), ticket);
    }
    valid++;
  }

  private TicketDraft draft(long createdMicros) {
    Client client = clients.any(random);
    Wording wording = wordings.get(client.language());
    if (wording == null) {
      throw new IllegalStateException("no wording in " + client.language());
    }
    String requestType = DailyRhythm.requestType(createdMicros, random);
    return new TicketDraft(
        uuid(),
        client.id(),
        timestamp(createdMicros),
        wording.request(requestType, random),
        requestType,
        priority(requestType));
  }

  private String uuid() {
    long most = (random.nextLong() & ~0xF000L) | 0x4000L;
    long least = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(most, least).toString();
  }

  private String priority(String requestType) {
    int urgency = random.nextInt(100) + (requestType.equals("technical") ? 5 : 0);
    return urgency < 30 ? "low" : urgency < 75 ? "medium" : urgency < 95 ? "high" : "critical";
  }

  // By hand: java.time's formatter would take a third of the time of a ticket.
  private String timestamp(long epochMicros) {
    int minutes =
        random.nextInt(100) < ABROAD_OF_100
            ? OFFSET_MINUTES[random.nextInt(OFFSET_MINUTES.length)]
            : 0;
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(epochMicros, MICROS) + minutes * 60L, 0, ZoneOffset.UTC);
    byte[] text =
        new byte[] {
          '0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0', ':', '0',
          '0', '.', '0', '0', '0', '0', '0', '0'
        };
    digits(text, 0, 4, time.getYear());
    digits(text, 5, 2, time.getMonthValue());
    digits(text, 8, 2, time.getDayOfMonth());
    digits(text, 11, 2, time.getHour());
    digits(text, 14, 2, time.getMinute());
    digits(text, 17, 2, time.getSecond());
    digits(text, 20, 6, (int) Math.floorMod(epochMicros, MICROS));
    String local = new String(text, StandardCharsets.US_ASCII);
    return minutes == 0 ? local + "Z" : local + ZoneOffset.ofTotalSeconds(minutes * 60);
  }

  private static void digits(byte[] text, int from, int count, int number) {
    int left = number;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
