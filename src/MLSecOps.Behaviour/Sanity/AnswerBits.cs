using System.Buffers.Binary;
using System.Text;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>One digest over all outputs of a run, so that two runs compare to the last bit without keeping their outputs.</summary>
/// <remarks>
/// SHA-256 over, in this order and with every number as 8 bytes, little-endian:
/// the text <c>mlsec.answers/1</c> and a line feed; the number of outputs; then each output, the names ordered by their UTF-8 bytes:
/// length of the name, the name in UTF-8, ONNX's number of the element type, number of dimensions, each dimension,
/// then the number of bytes of all elements and the elements in row-major order, little-endian; of text instead the number of elements, and for each its length and its UTF-8.
/// Every length comes before what it measures, so that no two different answers have the same bytes. The sign of a zero and the bits of a NaN count.
/// </remarks>
public static class AnswerBits
{
    /// <summary>Digests outputs.</summary>
    /// <param name="outputs">Outputs of one run, in any order; names differ.</param>
    public static Sha256Digest Of(IReadOnlyList<Tensor> outputs)
    {
        var hash = new PortableSha256();
        hash.Append("mlsec.answers/1\n"u8);
        Add(hash, outputs.Count);
        foreach ((byte[] name, Tensor output) in outputs.Select(output => (Encoding.UTF8.GetBytes(output.Name), output)).OrderBy(pair => pair.Item1, ByteOrder))
        {
            Add(hash, name);
            Add(hash, (long)output.Type);
            Add(hash, output.Shape.Count);
            foreach (long dimension in output.Shape)
            {
                Add(hash, dimension);
            }

            AddElements(hash, output);
        }

        return hash.Finish();
    }

    private static Comparer<byte[]> ByteOrder { get; } = Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

    private static void AddElements(PortableSha256 hash, Tensor output)
    {
        if (output.Strings is not { } strings)
        {
            Add(hash, output.Data.Span);
            return;
        }

        Add(hash, strings.Count);
        foreach (string text in strings)
        {
            Add(hash, Encoding.UTF8.GetBytes(text));
        }
    }

    private static void Add(PortableSha256 hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.Append(bytes);
    }

    private static void Add(PortableSha256 hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.Append(bytes);
    }
}
