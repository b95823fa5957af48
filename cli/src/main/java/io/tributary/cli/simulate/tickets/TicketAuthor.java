package io.tributary.cli.simulate.tickets;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Author;
import io.tributary.cli.simulate.EventTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes believable support tickets in English, French, Arabic, Spanish and German. */
final class TicketAuthor implements Author {
  private static final String TICKETS = "client_tickets";
  private static final String CLIENTS = "clients";

  private final boolean rhythm;
  private final Clients clients;
  private final Map<String, Wording> wordings = new HashMap<>();

  /** Prepares everything that does not depend on the single ticket, which takes about a second. */
  TicketAuthor(TicketParameters parameters, SplittableRandom random) {
    rhythm = parameters.rhythm();
    clients = new Clients(parameters.clients(), random.split());
    Country.ALL.stream()
        .map(Country::language)
        .distinct()
        .forEach(
            language -> wordings.put(language, new Wording(language, parameters.common().seed())));
  }

  /** The directory of clients; some who write are not in it. */
  @Override
  public Stream<Written> beforehand() {
    return clients
        .listed()
        .map(client -> new Written(Optional.empty(), CLIENTS, client.key(), client.value()));
  }

  @Override
  public double load(long epochMicros) {
    return rhythm ? DailyRhythm.load(epochMicros) : 1;
  }

  @Override
  public Written valid(long epochMicros, SplittableRandom random) {
    TicketDraft draft = draft(epochMicros, random);
    return new Written(Optional.empty(), TICKETS, draft.key(), draft.json());
  }

  @Override
  public Written invalid(long epochMicros, SplittableRandom random) {
    TicketFault fault = any(TicketFault.ALL, random);
    TicketDraft draft = draft(epochMicros, random);
    return new Written(
        Optional.of(fault), TICKETS, draft.key(), InvalidTicket.value(fault, draft, random));
  }

  private TicketDraft draft(long createdMicros, SplittableRandom random) {
    Client client = clients.any(random);
    Wording wording = wordings.get(client.language());
    if (wording == null) {
      throw new IllegalStateException("no wording in " + client.language());
    }
    String requestType = DailyRhythm.requestType(createdMicros, random);
    return new TicketDraft(
        uuid(random),
        client.id(),
        EventTime.micros(createdMicros, random),
        wording.request(requestType, random),
        requestType,
        priority(requestType, random));
  }

  private static String uuid(SplittableRandom random) {
    long most = (random.nextLong() & ~0xF000L) | 0x4000L;
    long least = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(most, least).toString();
  }

  private static String priority(String requestType, SplittableRandom random) {
    int urgency = random.nextInt(100) + (requestType.equals("technical") ? 5 : 0);
    return urgency < 30 ? "low" : urgency < 75 ? "medium" : urgency < 95 ? "high" : "critical";
  }
}
