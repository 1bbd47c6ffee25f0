import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Fills all fields that a version of a message has, led by Kafka's own schema of that version. */
final class Filler {
  /** What is put into a message. */
  enum Variant {
    /** Nothing: Kafka's defaults. */
    DEFAULTS,
    /** Ordinary values, arrays of two. */
    FILLED,
    /** Null wherever it is allowed, arrays of one. */
    NULLS,
    /** The ends of each range, long and non-ASCII texts, arrays of none to three. */
    EXTREMES,
    /** Tagged fields that nobody knows, in every struct. */
    UNKNOWN_TAGS
  }

  /** The largest safe integer of JavaScript less one: highwater reads the largest as "no bound". */
  private static final long SAFE = (1L << 53) - 2;

  private final Variant variant;
  private final Random random;

  Filler(Variant variant, long seed) {
    this.variant = variant;
    this.random = new Random(seed);
  }

  static boolean isFlexible(Schema schema) {
    for (BoundField field : schema.fields()) {
      if (field.def.type instanceof TaggedFields) return true;
    }
    return false;
  }

  void fill(Message message, Schema schema) throws Exception {
    if (variant == Variant.DEFAULTS) return;
    for (BoundField bound : schema.fields()) {
      if (!(bound.def.type instanceof TaggedFields tagged)) {
        set(message, bound.def.name, bound.def.type);
        continue;
      }
      for (Map.Entry<Integer, Field> one : tagged.fields().entrySet()) {
        set(message, one.getValue().name, one.getValue().type);
      }
      if (variant == Variant.UNKNOWN_TAGS) {
        message.unknownTaggedFields().add(new RawTaggedField(63, new byte[0]));
        message.unknownTaggedFields().add(new RawTaggedField(4000, new byte[] {1, 2, 3}));
      }
    }
  }

  private void set(Object target, String snakeName, org.apache.kafka.common.protocol.types.Type type)
      throws Exception {
    String wanted = "set" + snakeName.replace("_", "");
    for (Method method : target.getClass().getMethods()) {
      if (!method.getName().equalsIgnoreCase(wanted)) continue;
      method.invoke(target, value(type, method.getGenericParameterTypes()[0]));
      return;
    }
    throw new IllegalStateException(target.getClass() + " has no " + wanted);
  }

  private Object value(org.apache.kafka.common.protocol.types.Type type, Type java) throws Exception {
    if (variant == Variant.NULLS && type.isNullable()) return null;
    if (type.isArray()) return array(type.arrayElementType().get(), java);
    if (type instanceof Schema schema) return struct(schema, (Class<?>) java);
    String name = type.toString().replace("COMPACT_", "").replace("NULLABLE_", "");
    boolean most = random.nextBoolean();
    boolean extreme = variant == Variant.EXTREMES;
    return switch (name) {
      case "BOOLEAN" -> most;
      case "INT8" -> (byte) (extreme ? (most ? 127 : -128) : random.nextInt(1, 100));
      case "INT16" -> (short) (extreme ? (most ? 32767 : -32768) : random.nextInt(1, 1000));
      case "INT32" -> extreme
          ? (most ? Integer.MAX_VALUE : Integer.MIN_VALUE) : random.nextInt(1, 100_000);
      case "INT64" -> extreme ? (most ? SAFE : -SAFE) : random.nextLong(1, 1L << 48);
      case "UUID" -> new Uuid(random.nextLong(), random.nextLong());
      case "STRING" -> text();
      case "RECORDS" -> records(extreme ? 3 : random.nextInt(1, 3));
      default -> throw new IllegalStateException(type.toString());
    };
  }

  private String text() {
    if (variant != Variant.EXTREMES) return "t" + random.nextInt(1000);
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> "na\u00efve-\u4e3b\u984c-\ud83d\udc0b";
      case 2 -> "x".repeat(126);
      default -> "y".repeat(128 + random.nextInt(3));
    };
  }

  /** Payloads whose sizes tell them apart. They are named by that size in the JSON. */
  private static MemoryRecords records(int count) {
    SimpleRecord[] records = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      byte[] value = ("value " + i).getBytes(StandardCharsets.UTF_8);
      records[i] = new SimpleRecord(1_700_000_000_000L + i, ("k" + i).getBytes(), value);
    }
    return MemoryRecords.withRecords(Compression.NONE, records);
  }

  static List<ByteBuffer> payloads() {
    List<ByteBuffer> payloads = new ArrayList<>();
    for (int count = 1; count <= 3; count++) payloads.add(records(count).buffer());
    return payloads;
  }

  @SuppressWarnings("unchecked")
  private Object array(org.apache.kafka.common.protocol.types.Type element, Type java) throws Exception {
    Collection<Object> items = java instanceof Class<?> collection
        ? (Collection<Object>) collection.getConstructor().newInstance() : new ArrayList<>();
    ParameterizedType generic = (ParameterizedType)
        (java instanceof Class<?> collection ? collection.getGenericSuperclass() : java);
    Type item = generic.getActualTypeArguments()[0];
    int size = switch (variant) {
      case NULLS -> 1;
      case EXTREMES -> random.nextInt(4);
      default -> 2;
    };
    for (int i = 0; i < size; i++) items.add(value(element, item));
    return items;
  }

  private Object struct(Schema schema, Class<?> type) throws Exception {
    Message struct = (Message) type.getConstructor().newInstance();
    fill(struct, schema);
    return struct;
  }
}
