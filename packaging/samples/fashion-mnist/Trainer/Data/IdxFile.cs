using System.Buffers.Binary;
using System.IO.Compression;

namespace MLSecOps.Samples.FashionMnist.Data;

/// <summary>Gzipped IDX, the format of the MNIST family: magic, big-endian sizes, then bytes.</summary>
internal static class IdxFile
{
    // Two zero bytes, element type (0x08: unsigned byte), number of dimensions.
    private const int MagicOfBytes = 0x0000_0800;

    /// <summary>Reads the elements of a file whose sizes are known beforehand.</summary>
    /// <remarks>The caller says how much there is, so a file cannot make this allocate more.</remarks>
    /// <exception cref="InvalidDataException">Other magic, other sizes, too short, or too long.</exception>
    public static byte[] Read(string path, params ReadOnlySpan<int> sizes)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        Expect(stream, MagicOfBytes | sizes.Length, path);
        var total = 1;
        foreach (var size in sizes)
        {
            Expect(stream, size, path);
            total = checked(total * size);
        }

        var elements = new byte[total];
        stream.ReadExactly(elements);
        return stream.ReadByte() < 0 ? elements : throw new InvalidDataException($"{path}: bytes after the last element");
    }

    private static void Expect(Stream stream, int expected, string path)
    {
        Span<byte> word = stackalloc byte[4];
        stream.ReadExactly(word);
        var actual = BinaryPrimitives.ReadInt32BigEndian(word);
        if (actual != expected)
        {
            throw new InvalidDataException($"{path}: the header says {actual}, expected {expected}");
        }
    }
}
