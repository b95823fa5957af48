/**
 * Takes a document apart into pages: words, where it holds text, and pictures else. It runs in a
 * process of its own, since what it decodes was sent by strangers: a document that wants all memory
 * or never ends takes down that process, and not the job.
 */
@NullMarked
package io.tributary.connectors.ocr.pages;

import org.jspecify.annotations.NullMarked;
