package io.tributary.connectors.jdbc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** What a cursor's column holds, and how its values are written into a position, exactly. */
enum CursorType {
  /** A moment. */
  MOMENT {
    @Override
    String read(ResultSet row, int column) throws SQLException {
      OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
      return (isInfinite(read) ? read : read.withOffsetSameInstant(ZoneOffset.UTC)).toString();
    }

    @Override
    void bind(PreparedStatement statement, int index, String cursor) throws SQLException {
      statement.setObject(index, OffsetDateTime.parse(cursor));
    }

    @Override
    int compare(String one, String other) {
      return OffsetDateTime.parse(one).compareTo(OffsetDateTime.parse(other));
    }
  },

  /** A time of day of some date, without a zone. */
  LOCAL {
    @Override
    String read(ResultSet row, int column) throws SQLException {
      return row.getObject(column, LocalDateTime.class).toString();
    }

    @Override
    void bind(PreparedStatement statement, int index, String cursor) throws SQLException {
      statement.setObject(index, LocalDateTime.parse(cursor));
    }

    @Override
    int compare(String one, String other) {
      return LocalDateTime.parse(one).compareTo(LocalDateTime.parse(other));
    }
  },

  /** A whole number of up to 64 bits. */
  WHOLE {
    @Override
    String read(ResultSet row, int column) throws SQLException {
      return Long.toString(row.getLong(column));
    }

    @Override
    void bind(PreparedStatement statement, int index, String cursor) throws SQLException {
      statement.setLong(index, Long.parseLong(cursor));
    }

    @Override
    int compare(String one, String other) {
      return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }
  },

  /** A decimal number of any length. */
  DECIMAL {
    @Override
    String read(ResultSet row, int column) throws SQLException {
      return row.getBigDecimal(column).stripTrailingZeros().toPlainString();
    }

    @Override
    void bind(PreparedStatement statement, int index, String cursor) throws SQLException {
      statement.setBigDecimal(index, new BigDecimal(cursor));
    }

    @Override
    int compare(String one, String other) {
      return new BigDecimal(one).compareTo(new BigDecimal(other));
    }
  };

  abstract String read(ResultSet row, int column) throws SQLException;

  abstract void bind(PreparedStatement statement, int index, String cursor) throws SQLException;

  abstract int compare(String one, String other);

  boolean isTime() {
    return this == MOMENT || this == LOCAL;
  }

  /** A column's type; empty when it can't be a cursor. */
  static Optional<CursorType> of(ResultSetMetaData columns, int column) throws SQLException {
    return switch (columns.getColumnType(column)) {
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          Optional.of(isMoment(columns, column) ? MOMENT : LOCAL);
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Optional.of(WHOLE);
      case Types.NUMERIC, Types.DECIMAL -> Optional.of(DECIMAL);
      default -> Optional.empty();
    };
  }

  /** PostgreSQL's {@code infinity} and {@code -infinity}: the ends of time, of one offset each. */
  static boolean isInfinite(OffsetDateTime moment) {
    return moment.equals(OffsetDateTime.MIN) || moment.equals(OffsetDateTime.MAX);
  }

  /** PostgreSQL's driver says {@code TIMESTAMP} of both. */
  static boolean isMoment(ResultSetMetaData columns, int column) throws SQLException {
    String name = columns.getColumnTypeName(column).toLowerCase(Locale.ROOT);
    return columns.getColumnType(column) == Types.TIMESTAMP_WITH_TIMEZONE
        || name.equals("timestamptz")
        || name.endsWith("with time zone");
  }
}
