import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Record batches made by Kafka's MemoryRecords, with what Kafka reads from them. */
final class GoldenBatches {
  private static final long NOW = 1_700_000_000_000L;
  private static final List<ObjectNode> rows = new ArrayList<>();

  static void write(Path file) throws Exception {
    for (ByteBuffer payload : Filler.payloads()) add("payload", MemoryRecords.readableRecords(payload));
    for (String codec : new String[] {"none", "gzip", "snappy", "lz4", "zstd"}) {
      Compression compression = Compression.of(codec).build();
      add(codec + ", one record", MemoryRecords.withRecords(compression, simple(1)));
      add(codec + ", odd records", MemoryRecords.withRecords(RecordBatch.MAGIC_VALUE_V2, 42L,
          compression, TimestampType.CREATE_TIME, 5_000_000_000L, (short) 7, 11, 3, false, odd()));
      add(codec + ", many records", MemoryRecords.withRecords(compression, simple(300)));
    }
    add("idempotent", MemoryRecords.withIdempotentRecords(Compression.NONE, 9L, (short) 1, 0, simple(2)));
    add("transactional",
        MemoryRecords.withTransactionalRecords(Compression.NONE, 9L, (short) 1, 5, simple(2)));
    add("LogAppendTime", appendTime());
    add("no timestamps", MemoryRecords.withRecords(Compression.NONE,
        new SimpleRecord(RecordBatch.NO_TIMESTAMP, null, "v".getBytes())));
    for (ControlRecordType type : new ControlRecordType[] {ControlRecordType.ABORT, ControlRecordType.COMMIT}) {
      add(type.name(), MemoryRecords.withEndTransactionMarker(
          77L, NOW, 4, 9L, (short) 3, new EndTransactionMarker(type, 12)));
    }
    add("empty", empty());
    Lines.write(file, rows);
  }

  private static SimpleRecord[] simple(int count) {
    SimpleRecord[] records = new SimpleRecord[count];
    for (int i = 0; i < count; i++) {
      records[i] = new SimpleRecord(NOW + i, ("key-" + i).getBytes(), ("value " + i).getBytes());
    }
    return records;
  }

  /** Nulls, empties, headers, and timestamps that go back. */
  private static SimpleRecord[] odd() {
    Header[] headers = {
      new RecordHeader("trace", "abc".getBytes()), new RecordHeader("none", null),
      new RecordHeader("", new byte[0]), new RecordHeader("\u4e3b\u984c", new byte[200])
    };
    return new SimpleRecord[] {
      new SimpleRecord(NOW, (byte[]) null, null),
      new SimpleRecord(NOW - 86_400_000L, new byte[0], new byte[0]),
      new SimpleRecord(NOW + 1, null, "value".getBytes()),
      new SimpleRecord(NOW + 10_000_000_000L, "key".getBytes(), null),
      new SimpleRecord(0, "key".getBytes(), new byte[300], headers),
    };
  }

  private static MemoryRecords appendTime() {
    MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(512),
        RecordBatch.MAGIC_VALUE_V2, Compression.NONE, TimestampType.LOG_APPEND_TIME, 3L, NOW + 5);
    for (SimpleRecord record : simple(2)) builder.append(record);
    return builder.build();
  }

  /** What compaction leaves of a producer's last batch. */
  private static MemoryRecords empty() {
    ByteBuffer buffer = ByteBuffer.allocate(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    DefaultRecordBatch.writeEmptyHeader(buffer, RecordBatch.MAGIC_VALUE_V2, 9L, (short) 2, 6,
        100L, 104L, 8, TimestampType.CREATE_TIME, NOW, false, false);
    buffer.flip();
    return MemoryRecords.readableRecords(buffer);
  }

  private static void add(String name, MemoryRecords records) {
    RecordBatch batch = records.batches().iterator().next();
    ObjectNode row = new ObjectNode(JsonNodeFactory.instance).put("name", name)
        .put("bytes", Lines.base64(records.buffer()));
    row.putObject("header")
        .put("sizeBytes", batch.sizeInBytes()).put("baseOffset", batch.baseOffset())
        .put("lastOffset", batch.lastOffset()).put("nextOffset", batch.nextOffset())
        .put("partitionLeaderEpoch", batch.partitionLeaderEpoch()).put("magic", batch.magic())
        .put("crc", batch.checksum()).put("maxTimestamp", batch.maxTimestamp())
        .put("producerId", batch.producerId()).put("producerEpoch", batch.producerEpoch())
        .put("baseSequence", batch.baseSequence()).put("lastSequence", batch.lastSequence())
        .put("recordCount", batch.countOrNull()).put("compression", batch.compressionType().name)
        .put("timestampType", batch.timestampType().toString())
        .put("isTransactional", batch.isTransactional()).put("isControl", batch.isControlBatch());
    ArrayNode list = row.putArray("records");
    for (Record record : batch) {
      ObjectNode one = list.addObject().put("offset", record.offset())
          .put("timestamp", record.timestamp())
          .put("key", Lines.base64(record.key())).put("value", Lines.base64(record.value()));
      ArrayNode headers = one.putArray("headers");
      for (Header header : record.headers()) {
        ByteBuffer value = header.value() == null ? null : ByteBuffer.wrap(header.value());
        headers.addObject().put("key", header.key()).put("value", Lines.base64(value));
      }
    }
    rows.add(row);
  }
}
