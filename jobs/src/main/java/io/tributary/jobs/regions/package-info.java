/** Countries and the regions of the world that the United Nations counts them to. */
package io.tributary.jobs.regions;
