using System.Security.Cryptography;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Makes more candidates for fingerprints from real inputs. Every element stays within the range of its input, most between the values that real inputs have at its place, so that a candidate is of the model's own scale; it need not look like anything real.</summary>
/// <remarks>Whole numbers, booleans and strings are left as they are: they may be indices. The same inputs give the same candidates.</remarks>
public static class DerivedInputs
{
    // How many neighbours are combined: the more, the more of a network is active at once.
    private static readonly int[] Together = [2, 4, 8];

    // How many elements in a row have one value in a pattern: filters of every width answer to some of them.
    private static readonly int[] Runs = [1, 2, 3, 7];

    private const string Rule = "mlsec.derived-inputs/1";

    /// <summary>Derives from inputs of equal types and shapes: of each its mirror image, of two, four or eight neighbours the larger or the smaller elements, random corners of the envelope, and patterns of the input's least and largest value, which reach weights that no real input reaches.</summary>
    /// <param name="inputs">Real inputs, each one tensor for each of the model's inputs; finite.</param>
    /// <returns>Two and a half times as many as there are real ones; none where no input is of type float16, float32 or float64, or nothing varies.</returns>
    public static IReadOnlyList<IReadOnlyList<Tensor>> Make(IReadOnlyList<IReadOnlyList<Tensor>> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count < 2 || !inputs[0].Any(FloatElements.AreIn))
        {
            return [];
        }

        InputEnvelope?[] envelopes = [.. inputs[0].Select((tensor, place) => FloatElements.AreIn(tensor) ? InputEnvelope.Of([.. inputs.Select(input => input[place])]) : null)];
        if (envelopes.All(envelope => envelope is null or { IsPoint: true }))
        {
            return [];
        }

        List<IReadOnlyList<Tensor>> made = [.. inputs.Select(input => Each(input, (tensor, place) => envelopes[place]!.Mirrored(tensor)))];
        var stream = new CounterStream(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Rule)), stackalloc byte[CounterStream.ScratchBytes]);
        for (int first = 0; first + 1 < inputs.Count; first += 2)
        {
            IReadOnlyList<Tensor> a = inputs[first];
            int pair = first / 2, others = Math.Min(Together[pair % Together.Length], inputs.Count - first);
            made.Add(Each(a, (tensor, place) => Combined([.. Enumerable.Range(first, others).Select(input => inputs[input][place])], pair % 4 == 3 ? Math.Min : Math.Max)));
            Tensor[] corner = [.. a], pattern = [.. a];
            for (int place = 0; place < corner.Length; place++)
            {
                corner[place] = envelopes[place] is { } envelope ? FloatElements.Write(corner[place], envelope.Corner(ref stream)) : corner[place];
                pattern[place] = envelopes[place] is { } whole ? FloatElements.Write(pattern[place], whole.Pattern(ref stream, Runs[pair % Runs.Length])) : pattern[place];
            }

            made.Add(corner);
            made.Add(pattern);
        }

        return made;
    }

    private static Tensor[] Each(IReadOnlyList<Tensor> input, Func<Tensor, int, double[]> change) =>
        [.. input.Select((tensor, place) => FloatElements.AreIn(tensor) ? FloatElements.Write(tensor, change(tensor, place)) : tensor)];

    private static double[] Combined(IReadOnlyList<Tensor> tensors, Func<double, double, double> rule)
    {
        double[] values = new double[new ElementReader(tensors[0]).Count];
        for (int number = 0; number < tensors.Count; number++)
        {
            var elements = new ElementReader(tensors[number]);
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = number == 0 ? elements.Number(index) : rule(values[index], elements.Number(index));
            }
        }

        return values;
    }
}
