using System.IO.Compression;
using MLSecOps.Core.Tensors;
using MLSecOps.TestKit;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>A real model and inputs that it really gets.</summary>
/// <param name="Name">In a table.</param>
/// <param name="Bytes">ONNX.</param>
/// <param name="Inputs">One tensor each; those that are compared come first.</param>
/// <param name="Compared">How many are compared with fingerprints; fingerprints are chosen from the rest, or from the same where there is no rest.</param>
internal sealed record BenchModel(string Name, byte[] Bytes, IReadOnlyList<Tensor> Inputs, int Compared)
{
    private const int Many = 200;

    /// <summary>Those that fingerprints are chosen from.</summary>
    public IReadOnlyList<Tensor> Pool => Inputs.Count > Compared ? [.. Inputs.Skip(Compared)] : Inputs;

    /// <summary>Digits, the same digits in another graph, tables and key words.</summary>
    public static IEnumerable<BenchModel> All()
    {
        foreach (string digits in (string[])["mnist", "opt-mnist"])
        {
            yield return new BenchModel(digits, Digits.Model(digits)!, Digits.Natural(0, 2 * Many), Many);
        }

        yield return new BenchModel("adult-mlp", Read("tabular/adult-mlp.onnx"), Rows("input", Packed("tabular/adult_test4000_f32le.bin.gz"), [1, 91], 2 * Many), Many);
        byte[] windows = Read("audio-kws/sww_specs_45x30x1x40_f32le.bin");
        IReadOnlyList<Tensor> spoken = Rows("input", windows, [1, 30, 1, 40], 45);
        yield return new BenchModel("sww_marvin", Read("audio-kws/sww_marvin.onnx"), spoken, spoken.Count);
    }

    private static byte[] Read(string relative) => File.ReadAllBytes(SharedVectors.Find($"ml/{relative}")!);

    private static byte[] Packed(string relative)
    {
        using var file = new GZipStream(File.OpenRead(SharedVectors.Find($"ml/{relative}")!), CompressionMode.Decompress);
        using var all = new MemoryStream();
        file.CopyTo(all);
        return all.ToArray();
    }

    private static IReadOnlyList<Tensor> Rows(string name, byte[] data, long[] shape, int count)
    {
        int size = (int)shape.Aggregate(4L, (product, dimension) => product * dimension);
        return [.. Enumerable.Range(0, count).Select(row => new Tensor(name, ElementType.Float32, shape, data.AsMemory(row * size, size)))];
    }
}
