using System.Buffers.Binary;
using System.Text;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Worker.Tests;

/// <summary>A model written by hand on the wire: one node, inputs X…, output Y, float32[2].</summary>
internal static class SmallModel
{
    /// <summary>Y of any shape = A expanded to the shape in B.</summary>
    public static byte[] Expand()
    {
        byte[] node = [.. Field(1, "A"u8), .. Field(1, "B"u8), .. Field(2, "Y"u8), .. Field(4, "Expand"u8)];
        byte[] shape = [.. Field(1, "B"u8), .. Field(2, Field(1, [0x08, 7, .. Field(2, Field(1, [0x08, 2]))]))];
        byte[] result = [.. Field(1, "Y"u8), .. Field(2, Field(1, [0x08, 1]))];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. Field(11, Value("A")), .. Field(11, shape), .. Field(12, result)];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, 13])];
    }

    public static byte[] OneNode(string operation, int opset, params string[] inputs)
    {
        byte[] node = [.. inputs.SelectMany(input => Field(1, Encoding.ASCII.GetBytes(input))), .. Field(2, "Y"u8), .. Field(4, Encoding.ASCII.GetBytes(operation))];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. inputs.SelectMany(input => Field(11, Value(input))), .. Field(12, Value("Y"))];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, (byte)opset])];
    }

    /// <summary>Y = operation(A), rows of two: float32[rows,2]; any number of rows for 0.</summary>
    public static byte[] Rows(string operation, int rows = 2)
    {
        byte[] dimension = rows == 0 ? Field(2, "N"u8) : [0x08, (byte)rows];
        byte[] type = Field(2, Field(1, [0x08, 1, .. Field(2, [.. Field(1, dimension), .. Field(1, [0x08, 2])])]));
        byte[] node = [.. Field(1, "A"u8), .. Field(2, "Y"u8), .. Field(4, Encoding.ASCII.GetBytes(operation))];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. Field(11, [.. Field(1, "A"u8), .. type]), .. Field(12, [.. Field(1, "Y"u8), .. type])];
        return [0x08, 8, .. Field(7, graph), .. Field(8, [0x10, 14])];
    }

    /// <summary>Y = the upper triangle of A, rows of two: a row depends on its place in the batch.</summary>
    public static byte[] Mixing() => Rows("Trilu", 0);

    /// <summary>Everything of a model with one initialiser but its raw data, which has this many bytes and comes last.</summary>
    public static byte[] Weights(long bytes)
    {
        byte[] tensor = [0x08, .. Varint(bytes / 4), 0x10, 1, .. Field(8, "w"u8), 0x4A, .. Varint(bytes)];
        byte[] initializer = [0x2A, .. Varint(tensor.Length + bytes), .. tensor];
        return [0x08, 8, .. Field(8, [0x10, 13]), 0x3A, .. Varint(initializer.Length + bytes), .. initializer];
    }

    /// <summary>So many nodes, each with names of its own.</summary>
    public static byte[] Chain(int nodes, string stem = "x")
    {
        using var graph = new MemoryStream();
        for (int index = 0; index < nodes; index++)
        {
            graph.Write(Field(1, [.. Field(1, Encoding.ASCII.GetBytes($"{stem}{index}")), .. Field(2, Encoding.ASCII.GetBytes($"{stem}{index + 1}")), .. Field(4, "Relu"u8)]));
        }

        return [0x08, 8, .. Field(8, [0x10, 13]), 0x3A, .. Varint(graph.Length), .. graph.ToArray()];
    }

    public static byte[] Floats(string name, params float[] values)
    {
        byte[] data = new byte[values.Length * 4];
        for (int index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(index * 4), values[index]);
        }

        return TensorProtoWriter.Write(new Tensor(name, ElementType.Float32, [values.Length], data));
    }

    public static byte[] Field(int number, ReadOnlySpan<byte> content) => content.Length < 128
        ? [(byte)((number << 3) | 2), (byte)content.Length, .. content]
        : [(byte)((number << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];

    private static byte[] Varint(long value) => value < 128 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    // ValueInfoProto: name, type { tensor_type { elem_type float, shape { dim 2 } } }
    private static byte[] Value(string name) => [.. Field(1, Encoding.ASCII.GetBytes(name)), .. Field(2, Field(1, [0x08, 1, .. Field(2, Field(1, [0x08, 2]))]))];
}
