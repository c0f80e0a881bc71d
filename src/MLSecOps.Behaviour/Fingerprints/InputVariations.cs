using System.Security.Cryptography;
using System.Text;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Makes variations of inputs: blends, exchanged blocks, blocks at an end of the range, and noise. Every element stays within the range of its input, as real inputs have it.</summary>
/// <remarks>Tensors of other types than floats are left as they are. The same arguments give the same variations.</remarks>
internal sealed class InputVariations
{
    private const string Rule = "mlsec.input-variations/1";

    private readonly IReadOnlyList<IReadOnlyList<Tensor>> _others;
    private readonly IReadOnlyList<Tensor> _first;
    private readonly (double Low, double High)?[] _ranges;

    /// <summary>Measures the ranges.</summary>
    /// <param name="real">Real inputs of equal types, at least one; finite.</param>
    /// <param name="others">Inputs to mix in, of the same types. Of these and the real ones, those of another shape than the first real one are left out.</param>
    public InputVariations(IReadOnlyList<IReadOnlyList<Tensor>> real, IReadOnlyList<IReadOnlyList<Tensor>> others)
    {
        _first = real[0];
        _others = Alike(others);
        real = Alike(real);
        _ranges = [.. real[0].Select((tensor, place) => FloatElements.AreIn(tensor) ? Range([.. real.Select(input => input[place])]) : ((double, double)?)null)];
    }

    /// <summary>Makes variations.</summary>
    /// <param name="of">What is varied, as far as it is of the first real input's shape.</param>
    /// <param name="count">How many are made.</param>
    /// <param name="round">Another round, other variations.</param>
    /// <returns>So many; none where nothing can be varied.</returns>
    public IReadOnlyList<IReadOnlyList<Tensor>> Make(IReadOnlyList<IReadOnlyList<Tensor>> of, int count, int round)
    {
        var stream = new CounterStream(SHA256.HashData(Encoding.ASCII.GetBytes($"{Rule} {round}")), stackalloc byte[CounterStream.ScratchBytes]);
        List<IReadOnlyList<Tensor>> made = [];
        of = Alike(of);
        if (of.Count == 0 || !_ranges.Any(range => range is { } found && found.Low < found.High))
        {
            return made;
        }

        for (int number = 0; number < count; number++)
        {
            IReadOnlyList<Tensor> one = of[Pick(ref stream, of.Count)];
            // What works together with another fingerprint is often near a mixture with it.
            IReadOnlyList<Tensor> other = stream.Draw(2) == 0 ? of[Pick(ref stream, of.Count)] : _others[Pick(ref stream, _others.Count)];
            IReadOnlyList<Tensor> third = _others[Pick(ref stream, _others.Count)];
            Tensor[] varied = [.. one];
            for (int place = 0; place < varied.Length; place++)
            {
                if (_ranges[place] is { } range)
                {
                    double[] values = Vary(ref stream, (Variation)(number % Kinds), [one[place], other[place], third[place]], range);
                    varied[place] = FloatElements.Write(varied[place], [.. values.Select(value => Math.Clamp(value, range.Low, range.High))]);
                }
            }

            made.Add(varied);
        }

        return made;
    }

    private enum Variation
    {
        Blend,
        Step,
        Exchange,
        End,
        Noise,
        Difference,
        Scale,
    }

    private const int Kinds = (int)Variation.Scale + 1;

    private static double[] Vary(ref CounterStream stream, Variation how, Tensor[] from, (double Low, double High) range)
    {
        double[] x = Values(from[0]), y = Values(from[1]);
        switch (how)
        {
            // From a little before the other input to a little behind this one.
            case Variation.Blend: return Along(x, y, Between(ref stream, -0.3, 1.3));
            case Variation.Step: return Along(x, y, Between(ref stream, -0.2, 0.2));
            case Variation.Exchange: return ElementBlock.Draw(ref stream, from[0].Shape, 2).Fill(x, y);
            case Variation.End:
                double[] end = new double[x.Length];
                Array.Fill(end, stream.Draw(1) == 0 ? range.Low : range.High);
                return ElementBlock.Draw(ref stream, from[0].Shape, 6).Fill(x, end);
            case Variation.Noise:
                double width = (range.High - range.Low) * Math.ScaleB(1, -2 - Pick(ref stream, 6));
                for (int index = 0; index < x.Length; index++)
                {
                    x[index] += Between(ref stream, -width, width);
                }

                return x;
            case Variation.Difference:
                double[] z = Values(from[2]);
                double share = Between(ref stream, 0, 1);
                for (int index = 0; index < x.Length; index++)
                {
                    x[index] += share * (y[index] - z[index]);
                }

                return x;
            default: return Along(x, new double[x.Length], Between(ref stream, -0.3, 0.3));
        }
    }

    private IReadOnlyList<IReadOnlyList<Tensor>> Alike(IReadOnlyList<IReadOnlyList<Tensor>> inputs) =>
        [.. inputs.Where(input => input.Zip(_first).All(pair => pair.First.Shape.SequenceEqual(pair.Second.Shape)))];

    private static double[] Along(double[] x, double[] y, double share)
    {
        for (int index = 0; index < x.Length; index++)
        {
            x[index] += share * (y[index] - x[index]);
        }

        return x;
    }

    private static double[] Values(Tensor tensor)
    {
        var elements = new ElementReader(tensor);
        double[] values = new double[elements.Count];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = elements.Number(index);
        }

        return values;
    }

    private static (double Low, double High) Range(IReadOnlyList<Tensor> tensors)
    {
        var envelope = InputEnvelope.Of(tensors);
        return (envelope.Low, envelope.High);
    }

    private static int Pick(ref CounterStream stream, int count) => (int)stream.Draw((ulong)count - 1);

    private static double Between(ref CounterStream stream, double low, double high) => low + ((high - low) * stream.Draw(0xFFFF) / 0xFFFF);
}
