using MLSecOps.Behaviour.Challenge;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Between which values each single element of a model's input lies, as measured from inputs of one shape.</summary>
public sealed class InputEnvelope
{
    private readonly double[] _low;
    private readonly double[] _high;

    private InputEnvelope(double[] low, double[] high)
    {
        _low = low;
        _high = high;
    }

    /// <summary>The least value of any element.</summary>
    public double Low => _low.Length == 0 ? 0 : _low.Min();

    /// <summary>The largest value of any element.</summary>
    public double High => _high.Length == 0 ? 0 : _high.Max();

    /// <summary>Whether every element has one value only.</summary>
    public bool IsPoint => _low.AsSpan().SequenceEqual(_high);

    /// <summary>Measures; O(elements).</summary>
    /// <param name="tensors">At least one; of one type, a number or boolean, and one shape; finite.</param>
    public static InputEnvelope Of(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        int count = new ElementReader(tensors[0]).Count;
        double[] low = new double[count], high = new double[count];
        Array.Fill(low, double.PositiveInfinity);
        Array.Fill(high, double.NegativeInfinity);
        foreach (Tensor tensor in tensors)
        {
            var elements = new ElementReader(tensor);
            for (int index = 0; index < count; index++)
            {
                double value = elements.Number(index);
                low[index] = Math.Min(low[index], value);
                high[index] = Math.Max(high[index], value);
            }
        }

        return new InputEnvelope(low, high);
    }

    /// <summary>Each element as far from the top of its envelope as it was from the bottom.</summary>
    internal double[] Mirrored(Tensor tensor)
    {
        var elements = new ElementReader(tensor);
        double[] values = new double[_low.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Math.Clamp(_low[index] + _high[index] - elements.Number(index), _low[index], _high[index]);
        }

        return values;
    }

    /// <summary>Each run of elements at the least or the largest value of the whole input, as drawn.</summary>
    internal double[] Pattern(ref CounterStream stream, int run)
    {
        (double low, double high) = (Low, High);
        double[] values = new double[_low.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = index % run == 0 ? (stream.Draw(1) == 0 ? low : high) : values[index - 1];
        }

        return values;
    }

    /// <summary>Each element at the bottom or the top of its envelope, as drawn.</summary>
    internal double[] Corner(ref CounterStream stream)
    {
        double[] values = new double[_low.Length];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = stream.Draw(1) == 0 ? _low[index] : _high[index];
        }

        return values;
    }
}
