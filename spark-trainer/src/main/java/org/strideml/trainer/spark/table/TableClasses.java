package org.strideml.trainer.spark.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.strideml.trainer.data.table.ColumnSurvey;
import org.strideml.trainer.data.table.ExactSum;
import org.strideml.trainer.data.table.Moments;
import org.strideml.trainer.data.table.TableStatistics;
import org.strideml.trainer.data.table.ValueCounts;

/** What travels from tasks that read tables to the driver. */
public final class TableClasses {
  private TableClasses() {}

  /** All of them, in the order in which serializers number them. */
  public static List<Class<?>> all() {
    return List.of(
        BlockRows.Count.class,
        TableRows.Found.class,
        DroppedRows.class,
        ColumnSurvey.class,
        ColumnSurvey[].class,
        ValueCounts.class,
        ValueCounts[].class,
        Moments.class,
        Moments[].class,
        ExactSum.class,
        TableStatistics.class,
        ArrayList.class,
        HashMap.class,
        TreeMap.class);
  }

  /** What Spark's readers send home when they find out columns' types, and it has not named. */
  public static List<Class<?>> ofSpark() {
    List<Class<?>> all = new ArrayList<>(List.of(DataType[].class, StructField[].class));
    for (DataType type :
        List.of(
            DataTypes.NullType,
            DataTypes.StringType,
            DataTypes.BinaryType,
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType)) {
      all.add(type.getClass());
    }
    all.addAll(List.of(StructType.class, StructField.class, ArrayType.class, DecimalType.class));
    return all;
  }
}
