using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>ENTROPY: samples of the largest tensors. Weights that begin as a program, are text, or have the exponents of random bits are no weights.</summary>
internal static class EntropyRule
{
    private const int MostTensors = 128;
    private const int LeastBytes = 256;
    private const int SampleBytes = 4096;
    private const double Huge = 1e10;
    private const double Tiny = 1e-10;

    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        IEnumerable<int> largest = Enumerable.Range(0, model.Tensors.Count)
            .Where(row => model.Tensors[row] is { RawLength: >= LeastBytes, IsExternal: false })
            .OrderByDescending(row => model.Tensors[row].RawLength)
            .Take(MostTensors);
        foreach (int row in largest)
        {
            TensorRow tensor = model.Tensors[row];
            byte[] sample = context.Samples.Read(tensor.RawStart, tensor.RawLength, SampleBytes);
            byte[] last = context.Samples.Read(tensor.RawStart + tensor.RawLength - 1, 1, 1);
            string? evidence = FileMagic.Of(sample, last.Length == 1 ? last[0] : -1) is { } magic ? $"its data begin as {magic}"
                : IsText(tensor.Type, sample) ? "its data are text"
                : Random(tensor.Type, sample);
            if (evidence is not null)
            {
                context.Add(InspectionRules.Entropy, new ModelPlace(PlaceKind.Tensor, row), evidence);
            }
            else if (NotANumber(tensor.Type, sample) is > 0 and int count)
            {
                context.Add(InspectionRules.Entropy, InspectionSeverity.Warning, new ModelPlace(PlaceKind.Tensor, row), string.Create(CultureInfo.InvariantCulture,
                    $"{count} of its first {sample.Length / ElementTypes.Size(tensor.Type)} elements are NaN"));
            }
        }
    }

    // Bytes and small integers can be text for a reason: tokens, character tables.
    private static bool IsText(ElementType type, ReadOnlySpan<byte> sample)
    {
        if (!ElementTypes.IsFloat(type))
        {
            return false;
        }

        int printable = 0;
        int distinct = 0;
        Span<bool> seen = stackalloc bool[256];
        foreach (byte value in sample)
        {
            printable += value is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t' ? 1 : 0;
            distinct += seen[value] ? 0 : 1;
            seen[value] = true;
        }

        return printable >= sample.Length * 0.97 && distinct > 12;
    }

    /// <summary>Random bits have every exponent equally often; weights lie within a few.</summary>
    private static string? Random(ElementType type, ReadOnlySpan<byte> sample)
    {
        if (type != ElementType.Float32 || sample.Length < 1024)
        {
            return null;
        }

        int huge = 0, tiny = 0, elements = sample.Length / sizeof(float);
        HashSet<int> distinct = [];
        for (int index = 0; index < elements; index++)
        {
            float value = BitConverter.ToSingle(sample[(index * sizeof(float))..]);
            double size = Math.Abs((double)value);
            huge += double.IsNaN(size) || size > Huge ? 1 : 0;
            tiny += size is > 0 and < Tiny ? 1 : 0;
            distinct.Add(BitConverter.SingleToInt32Bits(value));
        }

        return huge > elements / 4 && huge + tiny > elements / 2 && distinct.Count > elements / 2
            ? string.Create(CultureInfo.InvariantCulture, $"{huge} of its first {elements} elements are beyond 1e10 and {tiny} below 1e-10: the exponents of random bits")
            : null;
    }

    private static int NotANumber(ElementType type, ReadOnlySpan<byte> sample)
    {
        int count = 0;
        if (type == ElementType.Float32)
        {
            for (int at = 0; at + sizeof(float) <= sample.Length; at += sizeof(float))
            {
                count += float.IsNaN(BitConverter.ToSingle(sample[at..])) ? 1 : 0;
            }
        }

        return count;
    }
}
