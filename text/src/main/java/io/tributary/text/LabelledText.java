package io.tributary.text;

/** A text of which a person has said what it is about. */
public record LabelledText(Language language, String label, String text) {}
