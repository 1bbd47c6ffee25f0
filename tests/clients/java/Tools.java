// The command-line tools of Apache Kafka, called as a shell would call them, many in one JVM:
// kafka-producer-perf-test or the console producer sends, the console consumer reads back.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.ConsoleProducer;
import org.apache.kafka.tools.ProducerPerformance;
import org.apache.kafka.tools.consumer.ConsoleConsumer;

public class Tools {
  static final int PARTITIONS = 3;
  static final long PATIENCE_MS = 10_000;
  static final long RETRY_MS = 50;
  static final String NULL = "<null>";
  static final ObjectMapper json = new ObjectMapper();
  static final PrintStream stdout = System.out;

  /** A tool's main method; what it registers to run at the JVM's end is run when it returns. */
  interface Tool {
    void main(String[] words) throws Exception;
  }

  static final class Ended extends RuntimeException {
    final int code;

    Ended(int code) {
      this.code = code;
    }
  }

  public static void main(String[] words) {
    for (int i = 2; i < words.length; i += 5) {
      long sent = 0;
      try {
        sent = runCell(words[0], words[1], List.of(words).subList(i, i + 5));
      } catch (Exception error) { // the next cell may do better
        error.printStackTrace();
      }
      stdout.println(words[i] + " " + sent);
    }
  }

  static long runCell(String tool, String bootstrap, List<String> cell) throws Exception {
    String topic = cell.get(0);
    Path input = Path.of(cell.get(3));
    Path output = Path.of(cell.get(4));
    Path printed = Path.of(output + ".tool");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
      awaitEnd(admin, topic, 0);
      long sent = tool.equals("perf")
          ? sendByPerf(bootstrap, topic, cell.get(1), cell.get(2), input, printed)
          : sendByConsole(bootstrap, topic, cell.get(1), cell.get(2), input, printed);
      read(bootstrap, topic, awaitEnd(admin, topic, sent), printed, output);
      Files.delete(printed);
      return sent;
    }
  }

  static void call(Tool tool, InputStream in, Path printed, boolean append, String... words)
      throws Exception {
    var atEnd = new ArrayList<Runnable>();
    Exit.setExitProcedure((code, message) -> {
      throw new Ended(code);
    });
    Exit.setShutdownHookAdder((name, run) -> atEnd.add(run));
    try (var file = new FileOutputStream(printed.toFile(), append);
        var out = new PrintStream(new BufferedOutputStream(file, 1 << 16))) {
      System.setIn(in);
      System.setOut(out);
      tool.main(words);
    } catch (Ended ended) {
      if (ended.code != 0) throw new IllegalStateException("the tool ended with " + ended.code);
    } finally {
      System.setOut(stdout);
    }
    atEnd.forEach(Runnable::run);
  }

  static long sendByPerf(
      String bootstrap, String topic, String acks, String codec, Path input, Path printed)
      throws Exception {
    long count;
    try (var lines = Files.lines(input)) {
      count = lines.count();
    }
    call(ProducerPerformance::main, InputStream.nullInputStream(), printed, false,
        "--bootstrap-server", bootstrap, "--topic", topic, "--num-records", "" + count,
        "--payload-monotonic", "--throughput", "-1",
        "--command-property", "acks=" + acks, "compression.type=" + codec);
    String last = Files.readAllLines(printed).stream().reduce("", (first, next) -> next);
    return Long.parseLong(last.split(" ")[0]);
  }

  static long sendByConsole(
      String bootstrap, String topic, String acks, String codec, Path input, Path printed)
      throws Exception {
    Path text = Path.of(printed + ".in");
    long count = 0;
    try (var lines = Files.newBufferedReader(input); var writer = Files.newBufferedWriter(text)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine(), count++) {
        writeConsoleLine(json.readTree(line), writer);
      }
    }
    try (var in = new FileInputStream(text.toFile())) {
      call(ConsoleProducer::main, in, printed, false,
          "--bootstrap-server", bootstrap, "--topic", topic,
          "--request-required-acks", acks, "--compression-codec", codec,
          "--reader-property", "parse.key=true", "--reader-property", "parse.headers=true",
          "--reader-property", "null.marker=" + NULL);
    }
    Files.delete(text);
    return count;
  }

  static void writeConsoleLine(JsonNode record, BufferedWriter writer) throws Exception {
    var headers = new StringJoiner(",").setEmptyValue(NULL);
    for (JsonNode header : record.get("h")) {
      headers.add(header.get(0).asText() + ":" + header.get(1).asText());
    }
    String key = record.get("k").asText(NULL);
    writer.write(headers + "\t" + key + "\t" + record.get("v").asText(NULL));
    writer.newLine();
  }

  /**
   * The number of records of each partition, once `count` are there or patience has ended. Metadata
   * may name a leader a moment before it has begun; answered offsets show that it has.
   */
  static long[] awaitEnd(Admin admin, String topic, long count) throws Exception {
    long until = System.currentTimeMillis() + PATIENCE_MS;
    for (;;) {
      boolean late = System.currentTimeMillis() > until;
      try {
        long[] ends = endOffsets(admin, topic);
        if (late || LongStream.of(ends).sum() >= count) return ends;
      } catch (ExecutionException error) {
        if (late) throw error;
      }
      Thread.sleep(RETRY_MS);
    }
  }

  static long[] endOffsets(Admin admin, String topic) throws Exception {
    var latest = IntStream.range(0, PARTITIONS).boxed()
        .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
    long[] ends = new long[PARTITIONS];
    admin.listOffsets(latest).all().get().forEach((at, end) -> ends[at.partition()] = end.offset());
    return ends;
  }

  static void read(String bootstrap, String topic, long[] ends, Path printed, Path output)
      throws Exception {
    Files.delete(printed);
    // The tool counts its messages in a static field, for it expects to be alone in its JVM.
    var messageCount = ConsoleConsumer.class.getDeclaredField("messageCount");
    messageCount.setAccessible(true);
    for (int p = 0; p < PARTITIONS; p++) {
      if (ends[p] == 0) continue;
      messageCount.setInt(null, 0);
      call(words -> ConsoleConsumer.main(words), InputStream.nullInputStream(), printed, true,
          "--bootstrap-server", bootstrap, "--topic", topic,
          "--partition", "" + p, "--offset", "earliest",
          "--max-messages", "" + ends[p], "--timeout-ms", "" + PATIENCE_MS,
          "--formatter-property", "print.partition=true",
          "--formatter-property", "print.offset=true",
          "--formatter-property", "print.headers=true",
          "--formatter-property", "print.key=true",
          "--formatter-property", "null.literal=" + NULL);
    }
    try (var lines = Files.newBufferedReader(printed);
        var writer = Files.newBufferedWriter(output)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        writer.write(toJson(line.split("\t", -1)));
        writer.newLine();
      }
    }
  }

  /** From `Partition:0  Offset:0  a:b,c:d  key  value`, as the console consumer prints it. */
  static String toJson(String[] fields) {
    ObjectNode line = json.createObjectNode();
    line.put("p", Integer.parseInt(fields[0].substring("Partition:".length())));
    line.put("o", Long.parseLong(fields[1].substring("Offset:".length())));
    line.put("k", fields[3].equals(NULL) ? null : fields[3]);
    line.put("v", fields[4].equals(NULL) ? null : fields[4]);
    ArrayNode headers = line.putArray("h");
    if (fields[2].equals("NO_HEADERS")) return line.toString();
    for (String header : fields[2].split(",")) {
      String[] pair = header.split(":", 2);
      headers.addArray().add(pair[0]).add(pair[1]);
    }
    return line.toString();
  }
}
