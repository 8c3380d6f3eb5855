package org.strideml.kernels.reference;

import org.junit.jupiter.api.Nested;
import org.strideml.kernels.Backend;
import org.strideml.kernels.BackendContract;

class ReferenceBackendTest {
  @Nested
  class InFloat extends BackendContract {
    @Override
    protected Backend open() {
      return ReferenceBackend.inFloat();
    }
  }

  @Nested
  class InDouble extends BackendContract {
    @Override
    protected Backend open() {
      return ReferenceBackend.inDouble();
    }
  }
}
