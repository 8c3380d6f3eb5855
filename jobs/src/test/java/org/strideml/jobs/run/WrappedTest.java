package org.strideml.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTest {
  @Test
  void breaksBetweenWordsWhereThereAreAny() {
    assertThat(Wrapped.lines("aaa bbb ccc", 7)).containsExactly("aaa bbb", "ccc");
    assertThat(Wrapped.lines("aaaaaaaaaa", 4)).containsExactly("aaaa", "aaaa", "aa");
    assertThat(Wrapped.lines("a\n\nb", 4)).containsExactly("a", "", "b");
    assertThat(Wrapped.lines("", 4)).containsExactly("");
  }
}
