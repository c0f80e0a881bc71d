using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Reads the answer to each row from an output.</summary>
public static class AnswerReader
{
    /// <summary>Reads; O(elements).</summary>
    /// <param name="output">What the model gave, a row along axis 0; untrusted.</param>
    /// <param name="rule">How to read it.</param>
    /// <param name="rows">How many rows went in.</param>
    /// <returns>One answer for each row and how many different answers there can be (null: any number), or what is wrong with the output.</returns>
    public static AnswerRows Read(Tensor output, AnswerRule rule, int rows)
    {
        long width = output.Shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
        bool fits = TensorRows.Count(output) == rows && rule.Kind switch
        {
            AnswerKind.Argmax => output.Shape.Count == 2 && width >= 2 && output.Type is not (ElementType.Text or ElementType.Bool),
            AnswerKind.Threshold => width == 1 && ElementTypes.IsFloat(output.Type),
            AnswerKind.Label => width == 1 && output.Type != ElementType.Text && !ElementTypes.IsFloat(output.Type),
            _ => throw new InvalidOperationException($"Answers of kind {rule.Kind} are not read. This is a bug."),
        };
        if (!fits)
        {
            return AnswerRows.Wrong(Expected(rule.Kind, rows), ComparisonText.TypeAndShape(output));
        }

        var elements = new ElementReader(output);
        long[] answers = new long[rows];
        for (int row = 0; row < rows; row++)
        {
            if (Answer(elements, rule, row, (int)width) is not { } answer)
            {
                return AnswerRows.Wrong("numbers", $"no number in row {row}");
            }

            answers[row] = answer;
        }

        return new AnswerRows(answers, rule.Kind switch { AnswerKind.Argmax => width, AnswerKind.Threshold => 2, _ => null }, null, null);
    }

    // Null for a NaN, and for a whole number that no label can be.
    private static long? Answer(ElementReader elements, AnswerRule rule, int row, int width)
    {
        if (rule.Kind == AnswerKind.Label)
        {
            Int128 label = elements.Whole(row);
            return label >= long.MinValue && label <= long.MaxValue ? (long)label : null;
        }

        int at = (row * width) + (rule.Kind == AnswerKind.Argmax ? TopRows.Largest(elements, row * width, width) : 0);
        double score = elements.Number(at);
        return double.IsNaN(score) ? null
            : rule.Kind == AnswerKind.Argmax ? at - (row * width)
            : score >= rule.Threshold ? 1 : 0;
    }

    private static string Expected(AnswerKind kind, int rows) => kind switch
    {
        AnswerKind.Argmax => $"scores of shape [{rows},2 or more]",
        AnswerKind.Threshold => $"floating-point scores of shape [{rows}] or [{rows},1]",
        _ => $"whole numbers of shape [{rows}] or [{rows},1]",
    };
}
