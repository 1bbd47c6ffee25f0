import java.nio.file.Path;

/** Writes the golden files into the folder that is its argument. */
public final class Golden {
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    for (short key : new short[] {0, 1, 2, 3, 18, 19, 20, 22, 23, 32, 37, 43, 45, 46, 60, 75}) {
      GoldenMessages.write(folder.resolve("messages"), key);
    }
    GoldenBatches.write(folder.resolve("record-batches.json"));
    GoldenErrors.write(folder.resolve("errors.json"));
  }
}
