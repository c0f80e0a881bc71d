using System.Buffers.Binary;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Rows with known answers, checked against each other.</summary>
/// <param name="Inputs">One for each input of the model; N rows along axis 0, at least 1.</param>
/// <param name="Labels">N right answers.</param>
/// <param name="Groups">N numbers of groups; null for a gate without groups.</param>
public sealed record LabelledRows(IReadOnlyList<Tensor> Inputs, IReadOnlyList<long> Labels, IReadOnlyList<long>? Groups)
{
    /// <summary>Most rows of one gate.</summary>
    public const int MaxRows = 1 << 20;

    /// <summary>How many rows.</summary>
    public int Count => Labels.Count;

    /// <summary>Fits the tensors of a gate's files to each other; all are untrusted.</summary>
    /// <param name="inputs">At least one.</param>
    /// <param name="labels">Of <c>labels.pb</c>.</param>
    /// <param name="groups">Of <c>groups.pb</c>; null without.</param>
    /// <param name="bounds">Names the groups; null without.</param>
    /// <returns>The rows; or, in <c>Expected</c> and <c>Found</c>, the first thing that is wrong.</returns>
    public static (LabelledRows? Rows, string? Expected, string? Found) Fit(IReadOnlyList<Tensor> inputs, Tensor labels, Tensor? groups, FairnessBounds? bounds)
    {
        if (labels.Type != ElementType.Int64 || labels.Shape.Count != 1 || labels.Shape[0] is < 1 or > MaxRows)
        {
            return (null, $"labels of int64[N], N 1..{MaxRows}", ComparisonText.TypeAndShape(labels));
        }

        long rows = labels.Shape[0];
        if (inputs.FirstOrDefault(input => TensorRows.Count(input) != rows) is { } odd)
        {
            return (null, $"inputs of {rows} rows", ComparisonText.TypeAndShape(odd));
        }

        if (groups is not null && (groups.Type != ElementType.Int64 || groups.Shape.Count != 1 || groups.Shape[0] != rows))
        {
            return (null, $"groups of int64[{rows}]", ComparisonText.TypeAndShape(groups));
        }

        long[]? numbers = groups is null ? null : Numbers(groups);
        int unnamed = numbers is null ? -1 : Array.FindIndex(numbers, number => number < 0 || number >= bounds!.Groups.Count);
        return unnamed < 0
            ? (new LabelledRows(inputs, Numbers(labels), numbers), null, null)
            : (null, $"groups of 0..{bounds!.Groups.Count - 1}", $"{numbers![unnamed]} in row {unnamed}");
    }

    /// <summary>What is wrong with the labels, given what the model can answer; null when nothing is.</summary>
    /// <param name="classes">Answers are 0..classes - 1; null where any whole number can come.</param>
    /// <param name="bounds">Names the positive answer; null without.</param>
    public (string Expected, string Found)? OddLabel(long? classes, FairnessBounds? bounds)
    {
        for (int row = 0; row < Labels.Count && classes is not null; row++)
        {
            if (Labels[row] < 0 || Labels[row] >= classes)
            {
                return ($"labels of 0..{classes - 1}", $"{Labels[row]} in row {row}");
            }
        }

        // A positive answer that is nobody's makes every rate zero, and all groups alike.
        return bounds is not null && !Labels.Contains(bounds.Positive) ? ($"a row with the positive label {bounds.Positive}", "none") : null;
    }

    private static long[] Numbers(Tensor tensor)
    {
        long[] numbers = new long[tensor.Data.Length / sizeof(long)];
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = BinaryPrimitives.ReadInt64LittleEndian(tensor.Data.Span[(index * sizeof(long))..]);
        }

        return numbers;
    }
}
