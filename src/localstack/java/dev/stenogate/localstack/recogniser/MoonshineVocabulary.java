package dev.stenogate.localstack.recogniser;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of the model: one a line, {@code ▁} for a space, {@code <0xHH>} for a byte. */
record MoonshineVocabulary(List<String> tokens) {
  private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

  /** {@code <unk>}, {@code <s>}, {@code </s>} come first and are never text. */
  private static final int TOKENS_SPECIAL = 3;

  static MoonshineVocabulary parse(byte[] utf8) {
    return new MoonshineVocabulary(List.of(new String(utf8, StandardCharsets.UTF_8).split("\n")));
  }

  /** The text of the tokens, trimmed; ids that are no token are skipped. */
  String text(List<Integer> ids) {
    ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
    for (int id : ids) {
      if (id < TOKENS_SPECIAL || id >= tokens.size()) {
        continue;
      }
      String token = tokens.get(id);
      Matcher oneByte = BYTE.matcher(token);
      if (oneByte.matches()) {
        utf8.write(Integer.parseInt(oneByte.group(1), 16));
      } else {
        utf8.writeBytes(token.replace('▁', ' ').getBytes(StandardCharsets.UTF_8));
      }
    }
    return utf8.toString(StandardCharsets.UTF_8).trim();
  }
}
