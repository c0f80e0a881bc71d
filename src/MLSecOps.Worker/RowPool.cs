using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>Single rows of golden vectors that can be put into one batch.</summary>
internal sealed class RowPool
{
    // Enough to see a model that mixes its rows up, few enough to cost nothing beside the vectors themselves.
    private const int MaxRows = 64;

    private readonly List<IReadOnlyList<Tensor>> _rows = [];

    /// <summary>How many rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Rows of all vectors whose inputs fit those of the first; a vector whose inputs have no common number of rows has none.</summary>
    public static RowPool From(IReadOnlyList<GoldenVector> vectors)
    {
        var pool = new RowPool();
        foreach (GoldenVector vector in vectors)
        {
            int rows = vector.Inputs.Count == 0 ? 0 : (int)Math.Min(TensorRows.Count(vector.Inputs[0]) ?? 0, MaxRows);
            for (int row = 0; row < rows && vector.Inputs.All(input => TensorRows.Count(input) == TensorRows.Count(vector.Inputs[0])); row++)
            {
                pool.Add([.. vector.Inputs.OrderBy(input => input.Name, StringComparer.Ordinal).Select(input => TensorRows.Slice(input, row, 1))]);
            }
        }

        return pool;
    }

    /// <summary>A batch of rows of the pool.</summary>
    /// <param name="order">Indices below <see cref="Count"/>; at least one.</param>
    public IReadOnlyList<Tensor> Take(IReadOnlyList<int> order) =>
        [.. Enumerable.Range(0, _rows[0].Count).Select(input => TensorRows.Concatenate([.. order.Select(row => _rows[row][input])]))];

    /// <summary>Whether two orders make the same batch, bit by bit.</summary>
    public bool IsSame(IReadOnlyList<int> order, IReadOnlyList<int> other) =>
        order.Zip(other).All(pair => _rows[pair.First].Zip(_rows[pair.Second]).All(input => BitComparison.FirstDifference(input.First, input.Second) is null));

    private void Add(IReadOnlyList<Tensor> row)
    {
        bool fits = Count == 0 || row.Zip(_rows[0]).All(pair => pair.First.Type == pair.Second.Type && pair.First.Shape.SequenceEqual(pair.Second.Shape));
        if (fits && Count < MaxRows)
        {
            _rows.Add(row);
        }
    }
}
