package org.strideml.jobs.report;

import java.util.List;
import org.strideml.jobs.chart.Svg;

/**
 * Pictures that belong together.
 *
 * @param title heading
 * @param note what to know when reading them, one or two sentences; may be empty
 * @param pictures shown side by side where there is room
 */
public record Section(String title, String note, List<Svg> pictures) {}
