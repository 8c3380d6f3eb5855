package org.strideml.testing;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Names every skipped test with its reason when a module's tests are done, and counts them, so that
 * nothing is left out in silence.
 */
public final class SkippedTests implements TestExecutionListener {
  private final List<String> skipped = new ArrayList<>();
  private TestPlan plan;

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    skipped.add(name(test) + ": " + reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (result.getStatus() == Status.ABORTED) {
      String reason = result.getThrowable().map(Throwable::getMessage).orElse("no reason given");
      skipped.add(name(test) + ": " + reason);
    }
  }

  private String name(TestIdentifier test) {
    String parent = plan.getParent(test).map(TestIdentifier::getDisplayName).orElse("");
    return parent + " " + test.getDisplayName();
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan finished) {
    if (!skipped.isEmpty()) {
      System.out.println("skipped: " + skipped.size());
      skipped.forEach(line -> System.out.println("  " + line));
    }
  }
}
