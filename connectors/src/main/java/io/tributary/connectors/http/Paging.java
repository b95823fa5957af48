package io.tributary.connectors.http;

import java.io.Serializable;

/** How a list that is longer than one answer goes on. */
public sealed interface Paging extends Serializable {
  /** It doesn't: one answer holds everything. */
  record Single() implements Paging {}

  /**
   * By a number in the query, until a page holds nothing that was not on an earlier one.
   *
   * @param page the parameter that has the page's number
   * @param limit the parameter that has how many items a page is to hold; empty for none
   * @param first the first page's number
   * @param size how many items to ask for; servers may give fewer
   */
  record Numbered(String page, String limit, int first, int size) implements Paging {
    /** {@code ?page=1&limit=100}. */
    public static Numbered usual() {
      return new Numbered("page", "limit", 1, 100);
    }
  }

  /**
   * By a link to the next page, until there is none: the header {@code Link} with {@code
   * rel="next"} (RFC 8288), else a field of the answer.
   *
   * @param next that field's JSON pointer, such as {@code /next}
   */
  record Linked(String next) implements Paging {}
}
