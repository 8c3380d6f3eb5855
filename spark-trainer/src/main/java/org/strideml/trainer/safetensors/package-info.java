/**
 * Files of named float tensors in the safetensors format, which Python tools read too.
 *
 * <table>
 * <caption>Bytes of a file; all numbers little-endian</caption>
 * <tr><th>offset</th><th>length</th><th>content</th></tr>
 * <tr><td>0</td><td>8</td><td>N, length of the header, unsigned</td></tr>
 * <tr><td>8</td><td>N</td><td>JSON object, UTF-8, padded with spaces to a multiple of 8: per tensor
 *     {@code "name": {"dtype": "F32", "shape": […], "data_offsets": [begin, end]}}, offsets in bytes
 *     from the end of the header; {@code "__metadata__"} maps texts to texts</td></tr>
 * <tr><td>8 + N</td><td>rest</td><td>the tensors' elements, row-major, without gaps</td></tr>
 * </table>
 *
 * <p>Tensors in {@code F16} and {@code BF16} are read too, and become single precision; others can
 * only be passed over.
 *
 * <p>Files written here carry {@code stride.crc32c} in the metadata: the CRC-32C, in eight
 * hexadecimal digits, of header and data, taken while these digits are zeros. The format has no
 * version number; readers elsewhere know no other shape of it.
 */
package org.strideml.trainer.safetensors;
