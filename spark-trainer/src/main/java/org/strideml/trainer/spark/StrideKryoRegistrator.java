package org.strideml.trainer.spark;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;
import org.strideml.quantization.Message;
import org.strideml.trainer.data.PackedRows;
import org.strideml.trainer.data.Shard;
import org.strideml.trainer.spark.table.TableClasses;

/**
 * Names every class of ours that travels as data, so that Spark can run with {@code
 * spark.kryo.registrationRequired}. Classes are only ever added at the end: their order is their
 * number in what Kryo writes.
 */
public final class StrideKryoRegistrator implements KryoRegistrator {
  private static final Class<?>[] CLASSES = {
    byte[][].class,
    Shard.class,
    Shard[].class,
    RowPacket.class,
    Contribution.class,
    Contribution[].class,
    double[][].class,
    PackedRows.class,
    int[][].class,
  };

  @Override
  public void registerClasses(Kryo kryo) {
    for (Class<?> travels : CLASSES) {
      kryo.register(travels);
    }
    TableClasses.all().forEach(kryo::register);
    TableClasses.ofSpark().forEach(kryo::register);
    kryo.register(ColumnRanks.Found.class);
    kryo.register(Message.class, new MessageSerializer());
  }
}
