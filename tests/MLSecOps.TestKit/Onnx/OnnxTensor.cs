using System.Runtime.InteropServices;

namespace MLSecOps.TestKit.Onnx;

/// <summary>TensorProto. Dimensions and content need not agree.</summary>
/// <param name="Name">Name, or null for none.</param>
/// <param name="Type">Element type, any number.</param>
/// <param name="Dims">Dimensions, any numbers.</param>
public sealed record OnnxTensor(string? Name, int Type, params long[] Dims) : OnnxMessage
{
    /// <summary>raw_data, or null for none.</summary>
    public byte[]? Raw { get; init; }

    /// <summary>float_data.</summary>
    public float[] FloatData { get; init; } = [];

    /// <summary>int64_data.</summary>
    public long[] Int64Data { get; init; } = [];

    /// <summary>string_data.</summary>
    public string[] TextData { get; init; } = [];

    /// <summary>Entries of external_data.</summary>
    public (string Key, string Value)[] External { get; init; } = [];

    /// <summary>data_location; null for none stated.</summary>
    public int? Location { get; init; }

    /// <summary>Whether dimensions stand in one packed field.</summary>
    public bool PackedDims { get; init; }

    /// <summary>Floats, row by row.</summary>
    public static OnnxTensor Floats(string? name, long[] dims, params float[] values) => new(name, OnnxType.Float, dims) { Raw = Bytes<float>(values) };

    /// <summary>64-bit integers.</summary>
    public static OnnxTensor Int64s(string? name, long[] dims, params long[] values) => new(name, OnnxType.Int64, dims) { Raw = Bytes<long>(values) };

    /// <summary>Weights that look like weights: normally distributed, the same for the same seed.</summary>
    public static OnnxTensor Weights(string? name, long[] dims, int seed)
    {
        long count = dims.Aggregate(1L, (product, dim) => product * dim);
        long incoming = dims.Length switch { 1 => 64, 2 => dims[0], _ => count / dims[0] };
        double scale = Math.Sqrt(2.0 / Math.Max(1, incoming));
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, (int)count).Select(_ => (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
        return Floats(name, dims, values);
    }

    /// <summary>Data in another file.</summary>
    public static OnnxTensor Outside(string name, long[] dims, params (string Key, string Value)[] external) => new(name, OnnxType.Float, dims) { External = external, Location = 1 };

    internal override void Write(WireWriter writer)
    {
        if (PackedDims)
        {
            writer.Packed(1, Dims);
        }
        else
        {
            foreach (long dim in Dims)
            {
                writer.Number(1, dim);
            }
        }

        writer.Number(2, Type);
        if (FloatData.Length > 0)
        {
            writer.Bytes(4, Bytes<float>(FloatData));
        }

        foreach (string text in TextData)
        {
            writer.Text(6, text);
        }

        if (Int64Data.Length > 0)
        {
            writer.Packed(7, Int64Data);
        }

        writer.Text(8, Name);
        if (Raw is not null)
        {
            writer.Bytes(9, Raw);
        }

        writer.Entries(13, External);
        if (Location is { } location)
        {
            writer.Number(14, location);
        }
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : struct => MemoryMarshal.AsBytes(values).ToArray();
}
