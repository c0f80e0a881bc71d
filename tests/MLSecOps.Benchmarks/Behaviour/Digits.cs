using System.Buffers.Binary;
using System.IO.Compression;
using MLSecOps.Core.Tensors;
using MLSecOps.TestKit;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>The digits model, its twins and the images of its test set; all null where the shared vectors are absent.</summary>
internal static class Digits
{
    private const string Input = "Input3";

    public static IReadOnlyList<string> Twins { get; } = ["mnist-finetuned", "mnist-int8weights", "mnist-backdoor-7"];

    public static byte[]? Model(string name) => SharedVectors.Find($"ml/mnist/{name}.onnx") is { } path ? File.ReadAllBytes(path) : null;

    /// <summary>Images of the test set, pixels / 255: [1,1,28,28] each.</summary>
    public static IReadOnlyList<Tensor> Natural(int first, int count)
    {
        using var file = new GZipStream(File.OpenRead(SharedVectors.Find("ml/mnist/t10k-images-idx3-ubyte.gz")!), CompressionMode.Decompress);
        byte[] idx = new byte[16 + ((first + count) * 784)];
        file.ReadExactly(idx);
        return [.. Enumerable.Range(first, count).Select(index => Scale(idx.AsSpan(16 + (index * 784), 784)))];
    }

    private static Tensor Scale(ReadOnlySpan<byte> pixels)
    {
        byte[] data = new byte[pixels.Length * sizeof(float)];
        for (int index = 0; index < pixels.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(index * sizeof(float)), pixels[index] / 255f);
        }

        return new Tensor(Input, ElementType.Float32, [1, 1, 28, 28], data);
    }
}
