package io.tributary.cli.contract;

import io.tributary.cli.contract.FeedContract.Delivered;
import io.tributary.cli.contract.FeedContract.Dimension;
import io.tributary.cli.contract.FeedContract.Distinct;
import io.tributary.cli.contract.FeedContract.Field;
import io.tributary.cli.contract.FeedContract.Rows;
import io.tributary.cli.contract.FeedContract.Subset;
import io.tributary.cli.contract.FeedContract.Tally;
import io.tributary.cli.contract.FeedContract.Totals;
import io.tributary.cli.contract.FeedContract.Windows;
import io.tributary.cli.lake.Column;
import io.tributary.cli.lake.DatasetPlace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contract of the support tickets. */
final class Tickets {
  static final FeedContract CONTRACT =
      new FeedContract(
          "tickets",
          List.of("client_tickets"),
          List.of("clients"),
          new UuidIdentity("ticket_id"),
          "created_at",
          List.of(
              Field.required(Column.text("ticket_id")),
              Field.required(Column.text("client_id")),
              Field.required(Column.moment("created_at")),
              Field.required(Column.text("request")),
              Field.required(Column.text("request_type")),
              Field.required(Column.text("priority"))),
          Map.of(
              "priority", Set.of("low", "medium", "high", "critical"),
              "request_type", Set.of("billing", "technical", "account", "general")),
          Optional.empty(),
          new Delivered(
              "tickets-enriched",
              "client_id",
              List.of(
                  Column.text("ticket_id"),
                  Column.text("client_id"),
                  Column.moment("created_at"),
                  Column.text("request"),
                  Column.text("request_type"),
                  Column.text("priority"),
                  Column.text("assigned_team"),
                  Column.text("region")),
              List.of()),
          List.of(new Rows(DatasetPlace.inLake("tickets_with_assignment"), Map.of())),
          List.of(
              new Subset(
                  DatasetPlace.inLake("high_priority_tickets"),
                  "priority",
                  Set.of("high", "critical"))),
          new Windows(
              "tickets",
              Optional.of(new Distinct("unique_clients", "client_id")),
              List.of(),
              List.of(
                  new Dimension("request_type", DatasetPlace.inLake("tickets_by_type")),
                  new Dimension("priority", DatasetPlace.inLake("tickets_by_priority")),
                  new Dimension("region", DatasetPlace.inLake("tickets_by_region"))),
              List.of(
                  new Tally("billing_count", "request_type", "request_type = 'billing'"),
                  new Tally("technical_count", "request_type", "request_type = 'technical'"),
                  new Tally("account_count", "request_type", "request_type = 'account'"),
                  new Tally("general_count", "request_type", "request_type = 'general'"),
                  new Tally("critical_priority_count", "priority", "priority = 'critical'")),
              Optional.of(new Totals(DatasetPlace.inLake("metrics"), "total_tickets"))));

  private Tickets() {}
}
