/** Typed, validated and documented configuration: every key stands in {@code SettingKeys}. */
package io.tributary.jobs.settings;
