using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Learning;

namespace MLSecOps.Samples.FashionMnist.Sanity;

/// <summary>Images and the logits that any faithful runtime must give for them.</summary>
internal sealed class SanitySuite
{
    private const int Vectors = 8;

    // Distance from the largest logit to the next. Clear enough to survive another runtime's rounding, near enough that a damaged
    // model shows: a vector that wins by a mile still wins after the damage.
    private const float LeastMargin = 2;
    private const float MostMargin = 6;

    private readonly List<GoldenVector> _vectors = [];

    /// <summary>The first image of each of eight classes that is named correctly with a moderate margin.</summary>
    public static SanitySuite Select(Network network, ImageSet images)
    {
        var suite = new SanitySuite();
        var classes = new HashSet<int>();
        for (var index = 0; index < images.Count && suite._vectors.Count < Vectors; index++)
        {
            var logits = network.Logits(images, [index]).AsSpan(0, Network.ClassCount);
            var label = images.Label(index);
            if (Evaluation.Largest(logits) == label && Margin(logits) is >= LeastMargin and <= MostMargin && classes.Add(label))
            {
                var pixels = new float[ImageSet.PixelsPerImage];
                images.CopyTo(index, pixels);
                suite._vectors.Add(new GoldenVector($"test_data_set_{suite._vectors.Count}", index, label, pixels, logits.ToArray()));
            }
        }

        return suite._vectors.Count == Vectors
            ? suite
            : throw new CommandFault(
                "TOO_FEW_VECTORS", $"only {suite._vectors.Count} of {Vectors} golden vectors were found",
                "the model names too few classes with a moderate margin", "train with another --seed");
    }

    public void Write(OutputFolder output)
    {
        foreach (var vector in _vectors)
        {
            output.Write($"sanity/{vector.Path}/input_0.pb", vector.Input());
            output.Write($"sanity/{vector.Path}/output_0.pb", vector.Output());
        }

        output.Write("sanity/suite.json", SuiteDocument.Write(_vectors.Select(vector => vector.Path)));
    }

    public void WriteTo(TextWriter writer)
    {
        foreach (var vector in _vectors)
        {
            var name = FashionMnistData.Classes[vector.Label];
            writer.WriteLine($"{vector.Path}  test image {vector.Index,3}  {name,-12} margin {Margin(vector.Logits):F2}");
        }
    }

    private static float Margin(ReadOnlySpan<float> logits)
    {
        var largest = Evaluation.Largest(logits);
        var next = float.NegativeInfinity;
        for (var i = 0; i < logits.Length; i++)
        {
            next = i != largest && logits[i] > next ? logits[i] : next;
        }

        return logits[largest] - next;
    }
}
