using System.Buffers.Binary;

namespace MLSecOps.Samples.FashionMnist.Onnx;

/// <summary>ONNX's TensorProto, float32, little-endian in raw_data.</summary>
/// <remarks>Field numbers from onnx.proto: dims 1, data_type 2, name 8, raw_data 9.</remarks>
internal static class OnnxTensor
{
    public const int NameField = 8;
    public const int RawDataField = 9;

    /// <summary>onnx.proto, TensorProto.DataType.FLOAT.</summary>
    public const int Float32 = 1;

    /// <param name="name">Of the graph's input, output or initialiser.</param>
    /// <param name="shape">Its product is the number of <paramref name="values"/>.</param>
    /// <param name="values">Row-major.</param>
    public static ProtobufWriter Write(string name, ReadOnlySpan<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = new ProtobufWriter();
        foreach (var size in shape)
        {
            tensor.Integer(1, size);
        }

        var raw = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
        }

        return tensor.Integer(2, Float32).Text(NameField, name).Bytes(RawDataField, raw);
    }

    /// <exception cref="InvalidDataException">The data is not as long as <paramref name="values"/>.</exception>
    public static void ReadRaw(ReadOnlySpan<byte> raw, Span<float> values)
    {
        if (raw.Length != values.Length * sizeof(float))
        {
            throw new InvalidDataException("a tensor is missing or of another size than this network's");
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(i * sizeof(float))..]);
        }
    }
}
