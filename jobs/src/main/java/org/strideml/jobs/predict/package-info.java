/** Raw input to predictions, with nothing but a saved model. */
package org.strideml.jobs.predict;
