package org.strideml.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom. Each rule says why. */
class ArchitectureTest {
  private static JavaClasses code;

  @BeforeAll
  static void readClasses() {
    code =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.strideml");
    assertThat(code.stream().map(JavaClass::getPackageName))
        .contains(
            "org.strideml.quantization",
            "org.strideml.kernels",
            "org.strideml.trainer",
            "org.strideml.jobs");
  }

  @Test
  void sparkIsKnownWhereRoundsRunAndJobsStart() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.strideml.trainer", "org.strideml.trainer.spark..", "org.strideml.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .because("models, optimizers and codecs must be testable and usable without a cluster")
        .check(code);
  }

  @Test
  void aparapiIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.strideml.kernels.opencl")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.aparapi..")
        .because("another way to a device must be one more package, not a change everywhere")
        .check(code);
  }

  @Test
  void oneDnnIsKnownInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.strideml.kernels.cpu")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .because("native libraries may be absent, and only their backend may care")
        .check(code);
  }

  @Test
  void quantizationAndKernelsKnowNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("org.strideml.quantization..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.strideml.kernels..", "org.strideml.trainer..")
        .because("codecs are of use without a trainer")
        .check(code);
    noClasses()
        .that()
        .resideInAPackage("org.strideml.kernels..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.strideml.quantization..", "org.strideml.trainer..")
        .because("operations are of use without a trainer")
        .check(code);
  }

  @Test
  void onlyConfigKnowsTheConfigurationLanguage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.strideml.jobs.config")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.typesafe.config..")
        .because("everything else works with records")
        .check(code);
  }

  @Test
  void onlyChartsKnowThePlottingLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.strideml.jobs.chart")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jetbrains..", "kotlin..")
        .because("reports say what is drawn, in which library is one package's matter")
        .check(code);
  }

  @Test
  void onlyVerbsKnowTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.strideml.jobs")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .because("a verb parses and calls; what it calls can be called without it")
        .check(code);
  }

  @Test
  void packagesFormNoCycles() {
    slices()
        .matching("org.strideml.trainer.(*)..")
        .should()
        .beFreeOfCycles()
        .because("a package one cannot read alone is no package")
        .check(code);
    slices().matching("org.strideml.kernels.(*)..").should().beFreeOfCycles().check(code);
    JavaClasses jobs =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.strideml.jobs");
    slices().matching("org.strideml.(**)").should().beFreeOfCycles().check(jobs);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Set<String> silent = new TreeSet<>();
    code.stream()
        .map(JavaClass::getPackage)
        .filter(one -> one.getRelativeName().matches("\\w+"))
        .filter(one -> !hasInfo(one))
        .forEach(one -> silent.add(one.getName()));
    assertThat(silent).as("packages without package-info.java").isEmpty();
  }

  private static boolean hasInfo(JavaPackage one) {
    String file = one.getName().replace('.', '/') + "/package-info.java";
    for (String module : new String[] {"quantization", "gpu-kernels", "spark-trainer", "jobs"}) {
      // What tests share is on the path too, as a jar.
      for (String root : new String[] {"src/main/java", "src/test/java"}) {
        if (java.nio.file.Files.exists(java.nio.file.Path.of("..", module, root).resolve(file))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void utilityDrawersDoNotExist() {
    classes()
        .should()
        .resideOutsideOfPackages("..util..", "..common..", "..impl..")
        .because("a name must say what is inside")
        .check(code);
  }
}
