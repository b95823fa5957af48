package io.tributary.connectors.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(10)
class ChatReplyFuzzTest {
  private static final class Subject {
    static final JsonMapper COMPLETIONS = ObjectMappers.jsonMapper();
    static final ChatApi API =
        new ChatApi(ChatModels.at(URI.create("http://127.0.0.1:1/v1")), "none");
  }

  private static final String ANSWERS =
      "{\\\"tweets\\\":[{\\\"n\\\":1,\\\"sentiment\\\":\\\"positive\\\",\\\"topic\\\":\\\"sport\\\",\\\"confidence\\\":0.9},"
          + "{\\\"n\\\":2,\\\"sentiment\\\":\\\"neutral\\\",\\\"topic\\\":\\\"other\\\",\\\"confidence\\\":1}]}";

  private static String completion(String content, String end) {
    return """
    {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"%s",\
    "logprobs":null,"message":{"role":"assistant","refusal":null,"content":"%s"}}],\
    "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}"""
        .formatted(end, content);
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            completion(ANSWERS, "stop"),
            completion(ANSWERS, "length"),
            completion(ANSWERS.replace("\\\"n\\\":2", "\\\"n\\\":1"), "stop"),
            completion(ANSWERS.replace("0.9", "1e400"), "stop"),
            completion("\\ud800\\n\\u001b[31m", "stop"),
            completion(ANSWERS, "stop").replace("\"refusal\":null", "\"refusal\":\"no\\nno\""),
            completion(ANSWERS, "stop").replace(":10,", ":-1,"),
            completion("[".repeat(1000), "stop"),
            "{\"choices\":[]}",
            "{\"choices\":null,\"usage\":7}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The answers of a server that was asked about two tweets. */
  @MethodSource("seeds")
  @FuzzTest
  void aReplyHoldsAnswersOfTheSchemaOrNone(byte[] body) {
    ChatCompletion completion;
    try {
      completion = Subject.COMPLETIONS.readValue(body, ChatCompletion.class);
    } catch (IOException notJson) {
      return; // the library's own failure
    }
    if (completion == null) {
      return;
    }
    try {
      check(Subject.API.reply(completion, 2));
    } catch (CallFailure failure) {
      assertThat(failure.kind()).isEqualTo(CallFailure.Kind.UNKNOWN);
      assertThat(failure.getMessage()).isNotBlank().hasSizeLessThan(400).doesNotContain("\n");
    }
  }

  private static void check(Reply reply) {
    assertThat(reply.usage().input()).isNotNegative();
    assertThat(reply.usage().output()).isNotNegative();
    if (reply instanceof Reply.Answers answers) {
      assertThat(answers.answers()).hasSize(2);
      for (Answer answer : answers.answers()) {
        assertThat(answer.sentiment()).isIn(ChatModels.PROMPT.sentiments());
        assertThat(answer.topic()).isIn(ChatModels.PROMPT.topics());
        assertThat(answer.confidence()).isBetween(0.0, 1.0);
      }
    } else if (reply instanceof Reply.Unusable unusable) {
      assertThat(unusable.why()).isNotBlank().hasSizeLessThan(400);
      assertThat(unusable.why().codePoints()).noneMatch(Character::isISOControl);
    }
  }
}
