package dev.stenogate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.stenogate.localstack.GatewayProcess;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The heap of a gateway, in a file. */
record HeapDump(Path file) {
  private static final int CHUNK_BYTES = 1 << 22;
  private static final int CONTEXT_BYTES = 60;
  private static final int FINDS_MAX = 40;

  /** Of objects that are reachable, as {@code jcmd} dumps by default. */
  static HeapDump ofLiving(GatewayProcess gateway, Path file)
      throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(gateway.process().pid()),
                "GC.heap_dump",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(60, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
      throw new AssertionError("jcmd made no heap dump");
    }
    return new HeapDump(file);
  }

  /**
   * Where the text stands, in one byte or two for a character.
   *
   * @return each place with what is around it
   */
  List<String> find(String text) throws IOException {
    List<String> finds = new ArrayList<>();
    for (Charset charset : List.of(ISO_8859_1, UTF_16LE, UTF_16BE)) {
      find(text.getBytes(charset), charset.name(), finds);
    }
    return finds;
  }

  /** Where the bytes stand. */
  List<String> find(byte[] bytes) throws IOException {
    List<String> finds = new ArrayList<>();
    find(bytes, "bytes", finds);
    return finds;
  }

  private void find(byte[] needle, String as, List<String> finds) throws IOException {
    byte[] window = new byte[CHUNK_BYTES + 2 * CONTEXT_BYTES];
    int kept = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
      for (int read = in.readNBytes(window, 0, CHUNK_BYTES);
          read > 0;
          read = in.readNBytes(window, kept, CHUNK_BYTES)) {
        int end = kept + read;
        boolean last = read < CHUNK_BYTES;
        int until = last ? end - needle.length + 1 : end - CONTEXT_BYTES;
        for (int at = 0; at < until; at++) {
          if (window[at] == needle[0] && stands(needle, window, at) && finds.size() < FINDS_MAX) {
            finds.add(as + ": " + around(window, at, end));
          }
        }
        int from = Math.max(0, until);
        kept = end - from;
        System.arraycopy(window, from, window, 0, kept);
      }
    }
  }

  private static boolean stands(byte[] needle, byte[] window, int at) {
    for (int i = 1; i < needle.length; i++) {
      if (window[at + i] != needle[i]) {
        return false;
      }
    }
    return true;
  }

  private static String around(byte[] window, int at, int end) {
    int from = Math.max(0, at - CONTEXT_BYTES);
    int to = Math.min(end, at + CONTEXT_BYTES);
    return new String(window, from, to - from, ISO_8859_1).replaceAll("[^\\x20-\\x7e]", ".");
  }
}
