package org.strideml.kernels.opencl;

import org.strideml.kernels.Backend;
import org.strideml.kernels.BackendContract;

class OpenClBackendTest extends BackendContract {
  @Override
  protected Backend open() {
    return AnyDevice.open();
  }
}
