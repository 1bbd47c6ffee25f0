import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;

/** Kafka's error codes with their names, and whether a client may try again. */
final class GoldenErrors {
  static void write(Path file) throws Exception {
    List<ObjectNode> rows = new ArrayList<>();
    for (Errors error : Errors.values()) {
      rows.add(new ObjectNode(JsonNodeFactory.instance)
          .put("code", error.code())
          .put("name", error.name())
          .put("retriable", error.exception() instanceof RetriableException));
    }
    Lines.write(file, rows);
  }
}
