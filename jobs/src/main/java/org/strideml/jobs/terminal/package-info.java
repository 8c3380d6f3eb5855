/** What a person sees: a live line, charts and tables of text. Nothing here changes a run. */
package org.strideml.jobs.terminal;
