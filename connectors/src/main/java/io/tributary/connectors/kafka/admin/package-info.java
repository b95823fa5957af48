/** The cluster and its topics: are they there, and as the feeds need them. */
package io.tributary.connectors.kafka.admin;
