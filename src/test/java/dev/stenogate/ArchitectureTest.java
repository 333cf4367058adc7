package dev.stenogate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may import whom, and where each library lives. Each rule keeps a direction in which the
 * program can be read.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.stenogate.";

  /** A package of ours and those of ours that it may know, besides itself. */
  private static final Map<String, List<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("audio", List.of()),
          Map.entry("tenant", List.of("redaction")),
          Map.entry("routing", List.of()),
          Map.entry("admission", List.of("tenant")),
          Map.entry("upstream", List.of("audio")),
          Map.entry("upstream.realtime", List.of("upstream", "audio")),
          Map.entry("upstream.sagemaker", List.of("upstream", "upstream.realtime", "audio")),
          Map.entry("upstream.websocket", List.of("upstream", "upstream.realtime", "audio")),
          Map.entry("redaction", List.of()),
          Map.entry(
              "session",
              List.of("audio", "tenant", "admission", "routing", "upstream", "redaction")),
          Map.entry(
              "rpc",
              List.of(
                  "session",
                  "audio",
                  "tenant",
                  "authentication",
                  "admission",
                  "routing",
                  "redaction",
                  "v1..")),
          Map.entry("authentication", List.of("tenant")),
          Map.entry("kubernetes", List.of("tenant", "authentication", "routing")),
          Map.entry("admin", List.of("routing")),
          Map.entry("cluster", List.of("routing", "tenant", "admission")),
          Map.entry(
              "observability",
              List.of("session", "audio", "tenant", "authentication", "admission", "routing")),
          Map.entry("bridge", List.of()),
          Map.entry("client", List.of("v1..")),
          Map.entry("client.command", List.of("client", "bridge", "authentication", "v1..")));

  private static final String[] PURE = {
    ROOT + "audio",
    ROOT + "tenant",
    ROOT + "admission",
    ROOT + "routing",
    ROOT + "redaction",
    ROOT + "session",
    ROOT + "upstream"
  };

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.stenogate");

  static Stream<Map.Entry<String, List<String>>> packages() {
    return MAY_IMPORT.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageImportsOnlyWhatItMay(Map.Entry<String, List<String>> rule) {
    List<String> allowed = new ArrayList<>(List.of(ROOT + rule.getKey()));
    rule.getValue().forEach(name -> allowed.add(ROOT + name));
    DescribedPredicate<JavaClass> forbidden =
        resideInAPackage(ROOT + ".")
            .or(resideInAPackage("dev.stenogate.."))
            .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))));

    noClasses()
        .that()
        .resideInAPackage(ROOT + rule.getKey())
        .should()
        .dependOnClassesThat(forbidden)
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @Test
  void everyPackageHasARule() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.concat(
                    MAY_IMPORT.keySet().stream().map(name -> ROOT + name),
                    Stream.of("dev.stenogate", ROOT + "config", ROOT + "v1"))
                .toArray(String[]::new))
        .check(PRODUCT);
  }

  @Test
  void onlyTheProgramImportsConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.stenogate", ROOT + "config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + "config")
        .check(PRODUCT);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("dev.stenogate.(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void purePackagesUseOnlyTheJdk() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", "javax.crypto..", "dev.stenogate..")
        .check(PRODUCT);
  }

  /** Time and chance are arguments, so that a seed decides a world. */
  @Test
  void purePackagesReadNoClockNoChanceAndNoThread() {
    noClasses()
        .that()
        .resideInAnyPackage(PURE)
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.ExecutorService.class)
        .check(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.grpc.. rpc client client.command v1",
        "software.amazon.. upstream.sagemaker",
        "io.fabric8.. kubernetes",
        "org.jose4j.. authentication",
        "io.vertx.redis.. cluster config",
        "io.quarkus.redis.. cluster",
        "io.micrometer.. observability config",
        "com.fasterxml.jackson.. upstream.realtime observability",
        "picocli.. bridge client.command"
      })
  void aLibraryHasOneHome(String rule) {
    String[] words = rule.split(" ");
    String[] homes = Stream.of(words).skip(1).map(name -> ROOT + name).toArray(String[]::new);

    noClasses()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(words[0])
        .check(PRODUCT);
  }

  @Test
  void theLocalStackIsNotInTheProduct() {
    noClasses().should().resideInAPackage(ROOT + "localstack..").check(PRODUCT);
  }
}
