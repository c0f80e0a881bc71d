using System.Buffers.Binary;
using System.IO.Compression;
using MLSecOps.Core.Tensors;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>Models and images of the shared vectors; skips the test where they are absent.</summary>
internal static class SharedModels
{
    public static byte[] Mnist(string name) => File.ReadAllBytes(Required($"ml/mnist/{name}"));

    public static string Required(string relative)
    {
        string? path = SharedVectors.Find(relative);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        return path;
    }

    /// <summary>The first digits of the MNIST test set, scaled to 0..1: [1,1,28,28] each.</summary>
    public static IReadOnlyList<Tensor> Digits(int count)
    {
        using var file = new GZipStream(File.OpenRead(Required("ml/mnist/t10k-images-idx3-ubyte.gz")), CompressionMode.Decompress);
        byte[] idx = new byte[16 + (count * 784)];
        file.ReadExactly(idx);
        return [.. Enumerable.Range(0, count).Select(index => Scale(idx.AsSpan(16 + (index * 784), 784)))];
    }

    private static Tensor Scale(ReadOnlySpan<byte> pixels)
    {
        byte[] data = new byte[pixels.Length * 4];
        for (int index = 0; index < pixels.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(index * 4), pixels[index] / 255f);
        }

        return new Tensor("", ElementType.Float32, [1, 1, 28, 28], data);
    }
}
