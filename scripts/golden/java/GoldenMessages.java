import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.Schema;

/** One file per API: for each version, headers and several requests and responses with their values. */
final class GoldenMessages {
  static void write(Path folder, short key) throws Exception {
    ApiKeys api = ApiKeys.forId(key);
    List<ObjectNode> rows = new ArrayList<>();
    for (short version = api.oldestVersion(); version <= api.latestVersion(false); version++) {
      rows.add(headers(api, version));
      addCases(rows, "request", api.messageType.newRequest(), api.messageType.requestSchemas(), version);
      addCases(rows, "response", api.messageType.newResponse(), api.messageType.responseSchemas(), version);
    }
    String name = api.name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase();
    Lines.write(folder.resolve(String.format("%02d-%s.json", key, name)), rows);
  }

  private static ObjectNode headers(ApiKeys api, short version) {
    RequestHeaderData request = new RequestHeaderData()
        .setRequestApiKey(api.id).setRequestApiVersion(version).setCorrelationId(1_000_000_007)
        .setClientId("golden");
    ResponseHeaderData response = new ResponseHeaderData().setCorrelationId(1_000_000_007);
    short requestHeader = api.requestHeaderVersion(version);
    ObjectNode row = row("headers", version, "")
        .put("request", Lines.base64(MessageUtil.toByteBufferAccessor(request, requestHeader).buffer()));
    request.setClientId(null);
    return row
        .put("anonymous", Lines.base64(MessageUtil.toByteBufferAccessor(request, requestHeader).buffer()))
        .put("response", Lines.base64(MessageUtil.toByteBufferAccessor(
            response, api.responseHeaderVersion(version)).buffer()));
  }

  private static void addCases(
      List<ObjectNode> rows, String kind, ApiMessage empty, Schema[] schemas, short version)
      throws Exception {
    Schema schema = schemas[version];
    for (Filler.Variant variant : Filler.Variant.values()) {
      if (variant == Filler.Variant.UNKNOWN_TAGS && !Filler.isFlexible(schema)) continue;
      ApiMessage message = empty.getClass().getConstructor().newInstance();
      String seed = empty.getClass().getSimpleName() + version + variant;
      new Filler(variant, seed.hashCode()).fill(message, schema);
      rows.add(row(kind, version, variant.name().toLowerCase())
          .put("bytes", Lines.base64(MessageUtil.toByteBufferAccessor(message, version).buffer()))
          .set("value", json(message, version)));
    }
  }

  private static ObjectNode row(String kind, short version, String variant) {
    return new ObjectNode(JsonNodeFactory.instance)
        .put("kind", kind).put("version", version).put("variant", variant);
  }

  private static JsonNode json(ApiMessage message, short version) throws Exception {
    Class<?> converter = Class.forName(message.getClass().getName() + "JsonConverter");
    // Without the records themselves it gives their size; Filler has payloads of different sizes.
    Method write = converter.getMethod("write", message.getClass(), short.class, boolean.class);
    return (JsonNode) write.invoke(null, message, version, false);
  }
}
