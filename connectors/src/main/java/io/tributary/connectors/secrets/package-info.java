/** Passwords and keys of services. */
@NullMarked
package io.tributary.connectors.secrets;

import org.jspecify.annotations.NullMarked;
