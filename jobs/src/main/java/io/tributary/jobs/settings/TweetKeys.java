package io.tributary.jobs.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The settings of the tweets feed alone. */
public final class TweetKeys {
  private static final String NAME = "[^\\p{Cntrl}]{1,128}";
  private static final String CONTACTS = "[^\\s,:]+:\\d{1,5}(,[^\\s,:]+:\\d{1,5})*";

  public static final Setting<Optional<URI>> ELASTICSEARCH_URL =
      of(
          "tweets.elasticsearch.url",
          Form.optionalUrl(),
          "",
          "The Elasticsearch whose index `tweets_analyzed` the analysed tweets are written to;"
              + " nothing writes none.");

  public static final Setting<Optional<String>> ELASTICSEARCH_USER =
      of(
          "tweets.elasticsearch.user",
          Form.optionalText(NAME, "a name of 1 to 128 characters", "write the user's name"),
          "",
          "The user who writes them.");

  public static final Setting<Optional<String>> ELASTICSEARCH_PASSWORD_FILE =
      of(
          "tweets.elasticsearch.password-file",
          Form.optionalPath(),
          "",
          "The file that holds the user's password, on the task managers; else it is taken from"
              + " their environment's `TWEETS_ELASTICSEARCH_PASSWORD`.");

  public static final Setting<Optional<String>> ELASTICSEARCH_CERTIFICATE_FILE =
      of(
          "tweets.elasticsearch.certificate-file",
          Form.optionalPath(),
          "",
          "The file of the certificate (PEM), on the task managers, that signs the server's;"
              + " nothing means those that Java knows.");

  public static final Setting<Optional<String>> CASSANDRA_CONTACT_POINTS =
      of(
          "tweets.cassandra.contact-points",
          Form.optionalText(
              CONTACTS,
              "a list of host:port with commas between",
              "write it like cassandra-1:9042,cassandra-2:9042"),
          "",
          "Some nodes of the Cassandra whose tables `tributary.tweets_by_day` and"
              + " `tributary.tweets_by_user` the analysed tweets are written to; nothing writes"
              + " none.");

  public static final Setting<String> CASSANDRA_DATACENTER =
      of(
          "tweets.cassandra.datacenter",
          Form.text(
              "[\\w-]{1,128}", "a name of 1 to 128 characters", "write the datacenter's name"),
          "datacenter1",
          "The datacenter of those nodes; a majority of its replicas must have each row.");

  public static final Setting<Integer> CASSANDRA_REPLICAS =
      of(
          "tweets.cassandra.replicas",
          Form.wholeNumber(1, 9),
          "1",
          "How many of its nodes hold each row, where the keyspace is made; 3 in production.");

  public static final Setting<Optional<String>> CASSANDRA_USER =
      of(
          "tweets.cassandra.user",
          Form.optionalText(NAME, "a name of 1 to 128 characters", "write the user's name"),
          "",
          "The user who writes them.");

  public static final Setting<Optional<String>> CASSANDRA_PASSWORD_FILE =
      of(
          "tweets.cassandra.password-file",
          Form.optionalPath(),
          "",
          "The file that holds the user's password, on the task managers; else it is taken from"
              + " their environment's `TWEETS_CASSANDRA_PASSWORD`.");

  static final List<Setting<?>> ALL =
      List.of(
          ELASTICSEARCH_URL,
          ELASTICSEARCH_USER,
          ELASTICSEARCH_PASSWORD_FILE,
          ELASTICSEARCH_CERTIFICATE_FILE,
          CASSANDRA_CONTACT_POINTS,
          CASSANDRA_DATACENTER,
          CASSANDRA_REPLICAS,
          CASSANDRA_USER,
          CASSANDRA_PASSWORD_FILE);

  private TweetKeys() {}

  private static <T> Setting<T> of(
      String key, Form<T> form, String defaultText, String description) {
    return Setting.of(key, form, defaultText, description).onlyFor("tweets");
  }
}
