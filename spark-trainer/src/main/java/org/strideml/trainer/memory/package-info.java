/** What a run takes of memory, where, known before it starts. */
package org.strideml.trainer.memory;
