package io.tributary.cli.simulate.invoices;

import static io.tributary.cli.simulate.Choice.any;

import io.tributary.cli.simulate.Author;
import io.tributary.cli.simulate.EventTime;
import io.tributary.cli.simulate.Oddity;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;

/** Writes believable invoices between companies of several countries. */
final class InvoiceAuthor implements Author {
  /**
   * So many valid invoices lie between one and its correction: more than a copy reaches back, or
   * the copy of the first version would come after the second and count as a third.
   */
  private static final int UNTIL_CORRECTED = 300;

  private static final double CREDIT_NOTES = 0.02;
  private static final double MISSPELT = 0.02;
  private static final double UNKNOWN = 0.005;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final List<Integer> DIGITS = List.of(0, 3, 6);

  /** Without those that look alike. */
  private static final String PREFIX_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final int PREFIX_LENGTH = 6;

  /** Of a hundred invoices, so many are paid in each way. */
  private static final List<Share> PAYMENT_MODES =
      List.of(
          new Share("transfer", 38),
          new Share("card", 28),
          new Share("direct_debit", 15),
          new Share("cheque", 8),
          new Share("cash", 6),
          new Share("other", 5));

  private record Share(String mode, int ofHundred) {}

  private final double corrections;
  private final Set<Source> sources;
  private final Customers customers;
  private final Trade trade;
  private final Prices prices;
  private final String prefix;
  private final Queue<InvoiceDraft> issued = new ArrayDeque<>();
  private long number;

  /** Prepares everything that does not depend on the single invoice. */
  InvoiceAuthor(InvoiceParameters parameters, SplittableRandom random) {
    corrections = parameters.corrections();
    sources = EnumSet.copyOf(parameters.sources());
    trade = new Trade(parameters.common().seed());
    prices = new Prices(trade);
    customers = new Customers(trade, random.split());
    prefix = prefix(random);
  }

  @Override
  public Written valid(long epochMicros, SplittableRandom random) {
    if (random.nextDouble() < corrections && issued.size() == UNTIL_CORRECTED) {
      return remembered(issued.remove().corrected(), Optional.of(InvoiceOddity.CORRECTION), random);
    }
    InvoiceDraft draft = draft(epochMicros, random);
    double share = random.nextDouble();
    // Those on paper are plain: reading them is odd enough.
    if (draft.source() == Source.OCR || share >= CREDIT_NOTES + MISSPELT + UNKNOWN) {
      return remembered(draft, Optional.empty(), random);
    }
    if (share < CREDIT_NOTES) {
      return remembered(draft.negated(), Optional.of(InvoiceOddity.CREDIT_NOTE), random);
    }
    return share < CREDIT_NOTES + MISSPELT
        ? remembered(
            draft.withCountry(draft.customer().country().misspelt()),
            Optional.of(InvoiceOddity.MISSPELT_COUNTRY),
            random)
        : remembered(
            draft.withCountry(any(Country.UNKNOWN, random)),
            Optional.of(InvoiceOddity.UNKNOWN_COUNTRY),
            random);
  }

  @Override
  public Written invalid(long epochMicros, SplittableRandom random) {
    InvoiceDraft draft = draft(epochMicros, random);
    InvoiceFault fault = any(InvoiceFault.of(draft.source()), random);
    return new Written(
        Optional.of(fault),
        draft.source().place(),
        draft.key(),
        InvalidInvoice.value(fault, draft, random));
  }

  private Written remembered(InvoiceDraft draft, Optional<Oddity> oddity, SplittableRandom random) {
    issued.add(draft);
    if (issued.size() > UNTIL_CORRECTED) {
      issued.remove();
    }
    return new Written(oddity, draft.source().place(), draft.key(), draft.fields(random).bytes());
  }

  private InvoiceDraft draft(long epochMicros, SplittableRandom random) {
    Source source = Source.any(sources, random);
    boolean paper = source == Source.OCR;
    Customer customer = paper ? onPaper(customers.any(random), random) : customers.any(random);
    Country country = customer.country();
    String language = paper ? paperLanguage(country) : country.language();
    return new InvoiceDraft(
        source,
        id(language),
        paper || random.nextInt(5) < 3
            ? day(epochMicros)
            : EventTime.written(epochMicros, any(DIGITS, random), random),
        customer,
        paper ? country.name(language) : country.written(random),
        language,
        trade.company(language, random),
        paymentMode(random),
        prices.lines(country, language, source == Source.API, random));
  }

  /** Papers are in Latin letters. */
  private static String paperLanguage(Country country) {
    return country.language().equals("fr") ? "fr" : "en";
  }

  private Customer onPaper(Customer customer, SplittableRandom random) {
    Country country = customer.country();
    String language = paperLanguage(country);
    return language.equals(country.language())
        ? customer
        : new Customer(customer.id(), trade.name(language, random), country);
  }

  private String id(String language) {
    number++;
    return (language.equals("en") ? "INV-" : "FA-")
        + prefix
        + String.format(Locale.ROOT, "-%06d", number);
  }

  private static String day(long epochMicros) {
    return LocalDate.ofEpochDay(Math.floorDiv(epochMicros, DAY_MICROS)).toString();
  }

  private static String paymentMode(SplittableRandom random) {
    int left = random.nextInt(100);
    for (Share share : PAYMENT_MODES) {
      left -= share.ofHundred();
      if (left < 0) {
        return share.mode();
      }
    }
    throw new IllegalStateException("the shares are not 100");
  }

  /** Other seeds make other ids: they must not correct each other's invoices. */
  private static String prefix(SplittableRandom random) {
    StringBuilder prefix = new StringBuilder();
    while (prefix.length() < PREFIX_LENGTH) {
      prefix.append(PREFIX_LETTERS.charAt(random.nextInt(PREFIX_LETTERS.length())));
    }
    return prefix.toString();
  }
}
