using MLSecOps.Cli.Files;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>Writes a baseline as the folder that <c>model pack</c> takes into a package.</summary>
internal static class BaselineFiles
{
    /// <summary>The folder's name in a package.</summary>
    public const string Folder = "sanity";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The folder of a vector, as ONNX names it.</summary>
    public static string Vector(int number) => $"test_data_set_{number}";

    /// <summary>Writes everything; the caller commits.</summary>
    public static void Write(ResultDirectory directory, ModelBaseline baseline, BaselineWish wish)
    {
        SanitySuite suite = new([.. baseline.Vectors.Select((_, number) => Vector(number))], [BaselineMaker.Tolerance(wish)], baseline.Repeats) { Challenge = baseline.Challenge?.Challenge };
        directory.Write("suite.json", SanitySuiteWriter.Write(suite).Span, Readable);
        for (int number = 0; number < baseline.Vectors.Count; number++)
        {
            Write(directory, number, true, baseline.Vectors[number].Inputs);
            Write(directory, number, false, baseline.Vectors[number].Outputs);
        }
    }

    private static void Write(ResultDirectory directory, int number, bool isInput, IReadOnlyList<Tensor> tensors)
    {
        for (int place = 0; place < tensors.Count; place++)
        {
            directory.Write(new VectorFileName(Vector(number), isInput, place).Name, TensorProtoWriter.Write(tensors[place]), Readable);
        }
    }
}
