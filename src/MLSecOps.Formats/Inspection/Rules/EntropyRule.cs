using System.Globalization;
using System.Text;
using MLSecOps.Core.Inspection;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>ENTROPY: samples of the largest tensors, and as much of the others as the budget allows. Weights that hold a program, are text, or have the exponents of random bits are no weights.</summary>
internal static class EntropyRule
{
    private const int MostTensors = 128;
    private const int LeastBytes = 64;
    private const int SampleBytes = 4096;
    private const int WindowBytes = 16 << 10;

    /// <summary>The headers by which programs are known are shorter.</summary>
    private const int Overlap = 512;

    internal static void Apply(InspectionContext context)
    {
        ModelTables model = context.Model;
        int[] largest = [.. Enumerable.Range(0, model.Tensors.Count)
            .Where(row => !model.Tensors[row].IsExternal && Length(model.Tensors[row]) >= LeastBytes)
            .OrderByDescending(row => Length(model.Tensors[row]))
            .Take(MostTensors)];
        int[] clean = [.. largest.Where(row => !Head(context, row))];

        // Ends, then the rest: the smaller first, so that one that is larger than the budget does not keep others from being read.
        clean = [.. clean.Where(row => !Window(context, row, model.Tensors[row].RawLength - SampleBytes, SampleBytes))];
        foreach (int row in clean.Reverse())
        {
            for (long at = SampleBytes - Overlap; at < model.Tensors[row].RawLength; at += WindowBytes - Overlap)
            {
                if (Window(context, row, at, WindowBytes))
                {
                    break;
                }
            }
        }

        Attributes(context);
    }

    private static long Length(in TensorRow tensor) => tensor.RawLength >= 0 ? tensor.RawLength : tensor.TypedField <= 0 ? 0 : tensor.TypedLength > 0 ? tensor.TypedLength : tensor.TypedCount;

    /// <summary>Whether the beginning is no weights.</summary>
    private static bool Head(InspectionContext context, int row)
    {
        TensorRow tensor = context.Model.Tensors[row];
        byte[] sample = tensor.RawLength >= 0 ? context.Samples.Read(tensor.RawStart, tensor.RawLength, SampleBytes) : WeightBytes.OfTyped(tensor, context.Samples, SampleBytes);
        byte[] last = tensor.RawLength > 0 ? context.Samples.Read(tensor.RawStart + tensor.RawLength - 1, 1, 1) : [];
        string? evidence = FileMagic.Of(sample, last.Length == 1 ? last[0] : -1) is { } magic ? $"its data begin as {magic}"
            : EmbeddedFile.Backwards(sample) is { } backwards ? $"its data hold {backwards}, last byte first"
            : Words(sample) is { } words ? $"its data hold {words}"
            : WeightStatistics.IsText(tensor.Type, sample) ? "its data are text"
            : null;
        if (evidence is not null)
        {
            context.Add(InspectionRules.Entropy, new ModelPlace(PlaceKind.Tensor, row), evidence);
            return true;
        }

        return Window(context, row, tensor.Type, sample, 0);
    }

    private static bool Window(InspectionContext context, int row, long at, int most)
    {
        TensorRow tensor = context.Model.Tensors[row];
        int width = Math.Max(1, ElementTypes.Size(tensor.Type));
        at = Math.Max(0, at / width * width);
        return at < tensor.RawLength && Window(context, row, tensor.Type, context.Samples.Read(tensor.RawStart + at, tensor.RawLength - at, most), at);
    }

    /// <summary>Whether a piece is no weights.</summary>
    private static bool Window(InspectionContext context, int row, ElementType type, byte[] piece, long at)
    {
        string? evidence = EmbeddedFile.In(piece) is { } file ? string.Create(CultureInfo.InvariantCulture, $"its data hold {file} behind byte {at}")
            : WeightBytes.OnePerElement(type, piece) is { } bytes && EmbeddedFile.In(bytes) is { } spread ? $"its elements hold {spread}, one byte each"
            : WeightStatistics.Random(type, piece);
        if (evidence is not null)
        {
            context.Add(InspectionRules.Entropy, new ModelPlace(PlaceKind.Tensor, row), evidence);
            return true;
        }

        (int count, int kinds) = WeightStatistics.NotNumbers(type, piece);
        if (count == 0)
        {
            return false;
        }

        context.Add(
            InspectionRules.Entropy, kinds > WeightStatistics.MostKinds ? InspectionSeverity.Blocking : InspectionSeverity.Warning, new ModelPlace(PlaceKind.Tensor, row),
            string.Create(CultureInfo.InvariantCulture, $"{count} elements from byte {at} on are NaN, of {kinds} different bit patterns"));
        return true;
    }

    // Bytes and small integers can be text for a reason: tokens, character tables. Code and encoded programs have none.
    private static string? Words(byte[] sample) => !WeightStatistics.IsPrintable(sample) ? null
        : SuspiciousText.Code(Encoding.Latin1.GetString(sample)) is { } code ? $"code: {code}"
        : EncodedFile.Find(sample);

    private static void Attributes(InspectionContext context)
    {
        ModelTables model = context.Model;
        for (int row = 0; row < model.Attributes.Count; row++)
        {
            AttributeRow attribute = model.Attributes[row];
            if (attribute.NumbersKept >= LeastBytes && WeightBytes.OfNumbers(model.NumbersOf(attribute), attribute.Type == WeightBytes.Floats) is { } found)
            {
                context.Add(InspectionRules.Entropy, new ModelPlace(PlaceKind.Attribute, row), $"its numbers hold {found}");
            }
        }
    }
}
