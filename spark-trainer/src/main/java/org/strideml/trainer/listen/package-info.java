/** What a run tells the outside: rounds, evaluations, its end. */
package org.strideml.trainer.listen;
