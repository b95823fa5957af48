package io.tributary.jobs.tweets;

import io.tributary.connectors.cassandra.CassandraStore;
import io.tributary.connectors.cassandra.TweetTables;
import io.tributary.connectors.search.ElasticsearchStore;
import io.tributary.connectors.upsert.Store;
import io.tributary.connectors.upsert.UpsertSink;
import io.tributary.jobs.launch.LaunchContext;
import io.tributary.jobs.launch.LocalPath;
import io.tributary.jobs.launch.Secrets;
import io.tributary.jobs.settings.Setting;
import io.tributary.jobs.settings.Settings;
import io.tributary.jobs.settings.TweetKeys;
import io.tributary.pipeline.record.Parsed.Accepted;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stores of analysed tweets that are switched on. */
final class TweetStores {
  private static final String KEYSPACE = "tributary";

  private TweetStores() {}

  static List<UpsertSink<Accepted<AnalysedTweet>, AnalysedTweet>> of(LaunchContext context) {
    Settings settings = context.settings();
    List<UpsertSink<Accepted<AnalysedTweet>, AnalysedTweet>> stores = new ArrayList<>();
    settings
        .get(TweetKeys.ELASTICSEARCH_URL)
        .map(url -> elasticsearch(settings, url))
        .ifPresent(store -> stores.add(sink(context, "elasticsearch", store)));
    settings
        .get(TweetKeys.CASSANDRA_CONTACT_POINTS)
        .map(contacts -> cassandra(settings, contacts))
        .ifPresent(store -> stores.add(sink(context, "cassandra", store)));
    return stores;
  }

  private static UpsertSink<Accepted<AnalysedTweet>, AnalysedTweet> sink(
      LaunchContext context, String name, Store store) {
    return new UpsertSink<>(
        TweetsFeed.NAME + "." + name,
        store,
        Accepted::value,
        AnalysedTweet.COLUMNS,
        context.storeLimits());
  }

  private static Store elasticsearch(Settings settings, URI url) {
    Setting<Optional<String>> certificate = TweetKeys.ELASTICSEARCH_CERTIFICATE_FILE;
    return new ElasticsearchStore(
        url,
        settings.get(TweetKeys.ELASTICSEARCH_USER).orElse(""),
        Secrets.of(
            TweetKeys.ELASTICSEARCH_PASSWORD_FILE.key(),
            settings.get(TweetKeys.ELASTICSEARCH_PASSWORD_FILE),
            "TWEETS_ELASTICSEARCH_PASSWORD"),
        settings
            .get(certificate)
            .map(path -> LocalPath.of(certificate.key(), path).toString())
            .orElse(""),
        "tweets_analyzed",
        "tweet_id");
  }

  private static Store cassandra(Settings settings, String contacts) {
    return new CassandraStore(
        List.of(contacts.split(",")),
        settings.get(TweetKeys.CASSANDRA_DATACENTER),
        settings.get(TweetKeys.CASSANDRA_USER).orElse(""),
        Secrets.of(
            TweetKeys.CASSANDRA_PASSWORD_FILE.key(),
            settings.get(TweetKeys.CASSANDRA_PASSWORD_FILE),
            "TWEETS_CASSANDRA_PASSWORD"),
        KEYSPACE,
        settings.get(TweetKeys.CASSANDRA_REPLICAS),
        TweetTables.ALL,
        "created_at");
  }
}
