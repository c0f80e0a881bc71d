using System.Buffers;
using System.Text;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Onnx;

/// <summary>Writes an <c>onnx.TensorProto</c>: golden vectors that any ONNX tool reads. The same tensor gives the same bytes.</summary>
public static class TensorProtoWriter
{
    /// <summary>Encodes with raw_data (string_data for strings).</summary>
    public static byte[] Write(Tensor tensor)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (long dimension in tensor.Shape)
        {
            WriteTag(output, TensorProtoFields.Dims, WireType.Varint);
            WriteVarint(output, (ulong)dimension);
        }

        WriteTag(output, TensorProtoFields.DataType, WireType.Varint);
        WriteVarint(output, (ulong)tensor.Type);
        foreach (string text in tensor.Strings ?? [])
        {
            WriteBytes(output, TensorProtoFields.StringData, Encoding.UTF8.GetBytes(text));
        }

        if (tensor.Name.Length > 0)
        {
            WriteBytes(output, TensorProtoFields.Name, Encoding.UTF8.GetBytes(tensor.Name));
        }

        if (tensor.Strings is null)
        {
            WriteBytes(output, TensorProtoFields.RawData, tensor.Data.Span);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteTag(ArrayBufferWriter<byte> output, int field, WireType type) => WriteVarint(output, ((ulong)field << 3) | (ulong)type);

    private static void WriteBytes(ArrayBufferWriter<byte> output, int field, ReadOnlySpan<byte> bytes)
    {
        WriteTag(output, field, WireType.Length);
        WriteVarint(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.Write([(byte)(value | 0x80)]);
        }

        output.Write([(byte)value]);
    }
}
