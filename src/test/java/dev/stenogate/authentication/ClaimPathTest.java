package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimPathTest {
  private static final Map<String, Object> CLAIMS =
      Map.of(
          "sub",
          "x",
          "groups",
          List.of("a", 7, "b"),
          "realm",
          Map.of("access", Map.of("team", "captions")),
          "https://corp.example/tenant",
          "named by a URL",
          "number",
          7);

  @Test
  void findsWhatIsThereAndNothingElse() {
    assertThat(ClaimPath.strings(CLAIMS, "sub")).containsExactly("x");
    assertThat(ClaimPath.strings(CLAIMS, "groups")).containsExactly("a", "b");
    assertThat(ClaimPath.strings(CLAIMS, "realm/access/team")).containsExactly("captions");
    assertThat(ClaimPath.strings(CLAIMS, "https://corp.example/tenant"))
        .containsExactly("named by a URL");
    for (String path : List.of("none", "realm", "realm/none/team", "sub/x", "number", "", "/")) {
      assertThat(ClaimPath.strings(CLAIMS, path)).as(path).isEmpty();
    }
  }
}
