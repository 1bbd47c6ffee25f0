import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A JSON array with one object a line, and bytes as base64. */
final class Lines {
  static void write(Path file, List<ObjectNode> rows) throws Exception {
    String body = rows.stream().map(ObjectNode::toString).collect(Collectors.joining(",\n"));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[\n" + body + "\n]\n");
  }

  static String base64(ByteBuffer buffer) {
    if (buffer == null) return null;
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
