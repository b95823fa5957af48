package io.tributary.analytics;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body's bytes; one that has more than may be ends its exchange. */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final int most;
  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private long taken;
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return bytes.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    bytes.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    taken += parts.stream().mapToLong(ByteBuffer::remaining).sum();
    if (taken <= most) {
      bytes.onNext(parts);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    bytes.onError(new IOException("the answer has more than %d bytes".formatted(most)));
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    bytes.onComplete();
  }
}
