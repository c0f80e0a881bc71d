using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Compares two runs of the same input bit by bit.</summary>
public static class BitComparison
{
    /// <summary>Says where two tensors first differ; null when every bit is the same.</summary>
    public static string? FirstDifference(Tensor first, Tensor again)
    {
        if (first.Type != again.Type || !first.Shape.SequenceEqual(again.Shape))
        {
            return $"{first.Name}: another type or shape";
        }

        if (first.Strings is { } strings)
        {
            int index = Enumerable.Range(0, strings.Count).FirstOrDefault(i => strings[i] != again.Strings![i], -1);
            return index < 0 ? null : $"{first.Name}: element {index}";
        }

        int at = first.Data.Span.CommonPrefixLength(again.Data.Span);
        return at == first.Data.Length ? null : $"{first.Name}: element {at / ElementTypes.Size(first.Type)}";
    }
}
