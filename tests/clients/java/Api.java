// The Java client: KafkaProducer with its defaults but acks and codec, KafkaConsumer with assign().

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class Api {
  static final int PARTITIONS = 3;
  static final Duration IDLE = Duration.ofSeconds(10);
  static final long RETRY_MS = 50;
  static final ObjectMapper json = new ObjectMapper();

  final String bootstrap;
  final String topic;
  final List<TopicPartition> partitions;

  Api(String bootstrap, String topic) {
    this.bootstrap = bootstrap;
    this.topic = topic;
    var numbers = IntStream.range(0, PARTITIONS);
    partitions = numbers.mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  public static void main(String[] words) {
    for (int i = 1; i < words.length; i += 5) {
      Api api = new Api(words[0], words[i]);
      long sent = 0;
      try {
        api.createTopic();
        sent = api.send(words[i + 1], words[i + 2], Path.of(words[i + 3]));
        api.read(sent, Path.of(words[i + 4]));
      } catch (Exception error) { // the next cell may do better
        error.printStackTrace();
      }
      System.out.println(api.topic + " " + sent);
    }
  }

  void createTopic() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
      awaitLeaders(admin);
    }
  }

  /** Metadata may name a leader a moment before it has begun; answered offsets show it has. */
  void awaitLeaders(Admin admin) throws Exception {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    for (TopicPartition partition : partitions) latest.put(partition, OffsetSpec.latest());
    long until = System.nanoTime() + IDLE.toNanos();
    for (;;) {
      try {
        admin.listOffsets(latest).all().get();
        return;
      } catch (ExecutionException error) {
        if (System.nanoTime() > until) throw error;
        Thread.sleep(RETRY_MS);
      }
    }
  }

  long send(String acks, String codec, Path input) throws Exception {
    var sent = new AtomicLong();
    var failure = new AtomicReference<Exception>();
    var settings = Map.<String, Object>of(
        "bootstrap.servers", bootstrap, "acks", acks, "compression.type", codec);
    var bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<>(settings, bytes, bytes);
        var lines = Files.newBufferedReader(input)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        producer.send(toRecord(json.readTree(line)), (done, error) -> {
          if (error != null) failure.set(error);
          else sent.incrementAndGet();
        });
      }
    }
    if (failure.get() != null) throw failure.get();
    return sent.get();
  }

  ProducerRecord<byte[], byte[]> toRecord(JsonNode in) {
    int partition = in.get("p").asInt();
    var record = new ProducerRecord<>(topic, partition, toBytes(in.get("k")), toBytes(in.get("v")));
    for (JsonNode header : in.get("h")) {
      record.headers().add(header.get(0).asText(), toBytes(header.get(1)));
    }
    return record;
  }

  void read(long count, Path output) throws Exception {
    var settings = Map.<String, Object>of(
        "bootstrap.servers", bootstrap, "enable.auto.commit", false);
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, bytes, bytes);
        BufferedWriter writer = Files.newBufferedWriter(output)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long got = 0;
      long heard = System.nanoTime();
      while (got < count || !atEnd(consumer)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          writer.write(toLine(record));
          writer.newLine();
          got += 1;
          heard = System.nanoTime();
        }
        if (System.nanoTime() - heard > IDLE.toNanos()) return; // for the check to judge
      }
    }
  }

  boolean atEnd(KafkaConsumer<byte[], byte[]> consumer) {
    return partitions.stream().allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  static String toLine(ConsumerRecord<byte[], byte[]> record) {
    ObjectNode line = json.createObjectNode();
    line.put("p", record.partition()).put("o", record.offset());
    line.put("k", toText(record.key())).put("v", toText(record.value()));
    ArrayNode headers = line.putArray("h");
    for (Header header : record.headers()) {
      headers.addArray().add(header.key()).add(toText(header.value()));
    }
    return line.toString();
  }

  static byte[] toBytes(JsonNode text) {
    return text.isNull() ? null : text.asText().getBytes(StandardCharsets.UTF_8);
  }

  static String toText(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
