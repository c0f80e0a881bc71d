using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Layers;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>How many images of each class a network names correctly.</summary>
internal sealed class Evaluation
{
    private readonly int[] _correct = new int[Network.ClassCount];
    private readonly int[] _seen = new int[Network.ClassCount];

    public double Accuracy => (double)_correct.Sum() / _seen.Sum();

    public static Evaluation Of(Network network, ImageSet images)
    {
        var evaluation = new Evaluation();
        int[] order = [.. Enumerable.Range(0, images.Count)];
        for (var start = 0; start < order.Length; start += Layer.MaxBatch)
        {
            var batch = order.AsSpan(start, Math.Min(Layer.MaxBatch, order.Length - start));
            var logits = network.Logits(images, batch);
            for (var i = 0; i < batch.Length; i++)
            {
                var label = images.Label(batch[i]);
                evaluation._seen[label]++;
                evaluation._correct[label] += Largest(logits.AsSpan(i * network.LogitStride, Network.ClassCount)) == label ? 1 : 0;
            }
        }

        return evaluation;
    }

    /// <summary>Index of the largest number, the first one on a tie.</summary>
    public static int Largest(ReadOnlySpan<float> logits)
    {
        var largest = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            largest = logits[i] > logits[largest] ? i : largest;
        }

        return largest;
    }

    public void WriteTo(TextWriter writer)
    {
        writer.WriteLine($"accuracy {Accuracy:F4} ({_correct.Sum()} of {_seen.Sum()})");
        for (var label = 0; label < Network.ClassCount; label++)
        {
            writer.WriteLine($"  {FashionMnistData.Classes[label],-12} {(double)_correct[label] / _seen[label]:F3}");
        }
    }
}
