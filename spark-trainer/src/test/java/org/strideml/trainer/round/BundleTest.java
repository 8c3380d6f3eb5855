package org.strideml.trainer.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.strideml.quantization.WireFormatException;

class BundleTest {
  private static final List<byte[]> THREE = List.of(new byte[] {1, 2}, new byte[0], new byte[] {3});

  @Test
  void oneMessageIsItself() {
    byte[] message = {1, 2, 3};
    assertThat(Bundle.join(List.of(message))).isSameAs(message);
    assertThat(Bundle.split(message, 1)).containsExactly(message);
    assertThat(Bundle.first(message)).isSameAs(message);
  }

  @Test
  void severalComeBack() {
    byte[] bundle = Bundle.join(THREE);
    assertThat(bundle).hasSize(Bundle.size(3, 3));
    assertThat(Bundle.split(bundle, 3)).usingRecursiveComparison().isEqualTo(THREE);
    assertThat(Bundle.first(bundle)).isEqualTo(THREE.get(0));
  }

  @Test
  void whatIsNoSuchBundleIsRefused() {
    byte[] bundle = Bundle.join(THREE);
    assertThatThrownBy(() -> Bundle.split(bundle, 2)).isInstanceOf(WireFormatException.class);
    for (int length = 0; length < bundle.length; length++) {
      byte[] cut = Arrays.copyOf(bundle, length);
      assertThatThrownBy(() -> Bundle.split(cut, 3)).isInstanceOf(WireFormatException.class);
    }
    byte[] longer = Arrays.copyOf(bundle, bundle.length + 1);
    assertThatThrownBy(() -> Bundle.split(longer, 3)).isInstanceOf(WireFormatException.class);
    byte[] lengths = bundle.clone();
    lengths[11] = 127;
    assertThatThrownBy(() -> Bundle.split(lengths, 3)).isInstanceOf(WireFormatException.class);
  }
}
