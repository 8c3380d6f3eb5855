/** What all modules' tests share. */
package org.strideml.testing;
