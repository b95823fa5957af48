/** Would a job restore from a savepoint? Asked of its metadata and the job's graph alone. */
package io.tributary.jobs.preflight;
