/** Short texts, analysed by whatever speaks the chat completions API of OpenAI. */
@NullMarked
package io.tributary.connectors.openai;

import org.jspecify.annotations.NullMarked;
