using System.Text;

namespace MLSecOps.Cli.Tests.Inspection;

/// <summary>The smallest ONNX models that mean something: y = OP(x).</summary>
internal static class TinyModel
{
    /// <summary>A model of one node.</summary>
    /// <param name="operatorName">Such as <c>Relu</c>.</param>
    /// <param name="domain">Its domain; empty for ONNX.</param>
    /// <param name="size">The one dimension of x and y, below 128.</param>
    public static byte[] Of(string operatorName, string domain = "", byte size = 4)
    {
        byte[] node = [.. Field(1, "x"u8), .. Field(2, "y"u8), .. Field(4, Encoding.UTF8.GetBytes(operatorName)), .. domain.Length == 0 ? [] : Field(7, Encoding.UTF8.GetBytes(domain))];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. Field(11, Value("x"u8, size)), .. Field(12, Value("y"u8, size))];
        return [8, 8, .. Field(7, graph), .. Field(8, [16, 17]), .. domain.Length == 0 ? [] : Field(8, [.. Field(1, Encoding.UTF8.GetBytes(domain)), 16, 1])];
    }

    private static byte[] Value(ReadOnlySpan<byte> name, byte size) => [.. Field(1, name), .. Field(2, Field(1, [8, 1, .. Field(2, Field(1, [8, size]))]))];

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [(byte)((number << 3) | 2), (byte)content.Length, .. content];
}
