package io.tributary.pipeline.record;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Tells Flink to move values of a type by their {@link Codec}, and to keep none in state. */
public final class WireType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<?> type;
  private final Codec<T> codec;

  public WireType(Class<?> type, Codec<T> codec) {
    this.type = type;
    this.codec = codec;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  @SuppressWarnings("unchecked") // generic types share one class
  public Class<T> getTypeClass() {
    return (Class<T>) type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new WireSerializer<>(codec);
  }

  @Override
  public String toString() {
    return "WireType<" + type.getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireType<?> that && type == that.type && codec.equals(that.codec);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, codec);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof WireType;
  }

  private static final class WireSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final Codec<T> codec;

    WireSerializer(Codec<T> codec) {
      this.codec = codec;
    }

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
      return this;
    }

    @Override
    public T createInstance() {
      throw new UnsupportedOperationException("wire types have no empty instance");
    }

    @Override
    public T copy(T from) {
      return from;
    }

    @Override
    public T copy(T from, T reuse) {
      return from;
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public void serialize(T value, DataOutputView out) throws IOException {
      codec.write(value, out);
    }

    @Override
    public T deserialize(DataInputView in) throws IOException {
      return codec.read(in);
    }

    @Override
    public T deserialize(T reuse, DataInputView in) throws IOException {
      return codec.read(in);
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
      codec.write(codec.read(in), out);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof WireSerializer<?> that && codec.equals(that.codec);
    }

    @Override
    public int hashCode() {
      return codec.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
      throw new UnsupportedOperationException(
          codec.getClass().getName() + " is for the wire; state needs a versioned serializer");
    }
  }
}
