package org.strideml.kernels.opencl;

import com.aparapi.Kernel;
import com.aparapi.internal.exception.AparapiException;
import com.aparapi.internal.model.ClassModel;
import com.aparapi.internal.writer.KernelWriter;

/** Aparapi's translation of a kernel without any device; the one user of these internals. */
final class Translation {
  private Translation() {}

  static String toOpenCl(Kernel kernel) throws AparapiException {
    Launcher.quietTranslator();
    ClassModel model = ClassModel.createClassModel(kernel.getClass());
    return KernelWriter.writeToString(model.getEntrypoint("run", kernel));
  }
}
