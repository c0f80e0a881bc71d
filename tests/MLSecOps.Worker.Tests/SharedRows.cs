using System.IO.Compression;
using System.Runtime.InteropServices;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Worker.Tests;

/// <summary>Labelled rows of the shared vectors, as files of a gate; skips the test where they are absent.</summary>
internal static class SharedRows
{
    public const int AdultRows = 4000;
    private const int AdultFeatures = 91;

    public static byte[] AdultModel() => File.ReadAllBytes(SharedModels.Required("ml/tabular/adult-mlp.onnx"));

    /// <summary>The held-out rows of the census set by sex (0 Female, 1 Male), in <c>labelled/</c>, and the first of them as a golden vector.</summary>
    public static Dictionary<string, byte[]> Adult()
    {
        byte[] features = Unzip("ml/tabular/adult_test4000_f32le.bin.gz");
        long[] labels = [.. File.ReadAllBytes(SharedModels.Required("ml/tabular/adult_test4000_labels_u8.bin")).Select(label => (long)label)];
        long[] groups = [.. File.ReadLines(SharedModels.Required("ml/tabular/adult_test4000_groups.csv")).Skip(1).Select(line => line.StartsWith("Male,", StringComparison.Ordinal) ? 1L : 0L)];
        Assert.Equal((AdultRows * AdultFeatures * 4, AdultRows, AdultRows), (features.Length, labels.Length, groups.Length));
        var first = new Tensor("", ElementType.Float32, [1, AdultFeatures], features.AsMemory(0, AdultFeatures * 4));
        return new Dictionary<string, byte[]>(GoldenSuites.From(AdultModel(), [first]))
        {
            ["labelled/input_0.pb"] = TensorProtoWriter.Write(new Tensor("", ElementType.Float32, [AdultRows, AdultFeatures], features)),
            ["labelled/labels.pb"] = Whole(labels),
            ["labelled/groups.pb"] = Whole(groups),
        };
    }

    /// <summary>The first held-out rows of the census set, one at a time.</summary>
    public static IReadOnlyList<Tensor> AdultInputs(int count)
    {
        byte[] features = Unzip("ml/tabular/adult_test4000_f32le.bin.gz");
        return [.. Enumerable.Range(0, count).Select(row => new Tensor("", ElementType.Float32, [1, AdultFeatures], features.AsMemory(row * AdultFeatures * 4, AdultFeatures * 4)))];
    }

    /// <summary>The thousand digits of one adversarial set with their true labels, in a folder of that name.</summary>
    public static Dictionary<string, byte[]> Misleading(string attack)
    {
        byte[] idx = Unzip($"ml/mnist/mnist_t10k_first1000_{attack}.idx3-ubyte.gz");
        float[] pixels = [.. idx.Skip(16).Select(pixel => pixel / 255f)];
        long[] labels = [.. Unzip("ml/mnist/t10k-labels-idx1-ubyte.gz").Skip(8).Take(1000).Select(label => (long)label)];
        Assert.Equal(1000 * 784, pixels.Length);
        return new Dictionary<string, byte[]>
        {
            [$"{attack}/input_0.pb"] = TensorProtoWriter.Write(new Tensor("", ElementType.Float32, [1000, 1, 28, 28], MemoryMarshal.AsBytes<float>(pixels).ToArray())),
            [$"{attack}/labels.pb"] = Whole(labels),
        };
    }

    public static byte[] Whole(params long[] values) => TensorProtoWriter.Write(new Tensor("", ElementType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray()));

    private static byte[] Unzip(string relative)
    {
        using var file = new GZipStream(File.OpenRead(SharedModels.Required(relative)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }
}
