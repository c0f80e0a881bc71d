using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>Softmax with cross-entropy loss.</summary>
internal static class Softmax
{
    /// <summary>Turns logits into d loss / d logits of the batch's mean loss.</summary>
    /// <param name="logits">Ten numbers of one image.</param>
    /// <param name="label">Its class.</param>
    /// <param name="batch">Images that share the mean.</param>
    /// <param name="gradient">Receives ten numbers.</param>
    /// <returns>The image's loss in nats; for reading only, nothing is computed from it.</returns>
    public static double Gradient(ReadOnlySpan<float> logits, int label, int batch, Span<float> gradient)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            largest = logit > largest ? logit : largest;
        }

        Span<double> exponentials = stackalloc double[logits.Length];
        var total = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            exponentials[i] = ReproducibleExp.Of(logits[i] - largest);
            total += exponentials[i];
        }

        for (var i = 0; i < logits.Length; i++)
        {
            gradient[i] = (float)(((exponentials[i] / total) - (i == label ? 1 : 0)) / batch);
        }

        return Math.Log(total) - (logits[label] - largest);
    }
}
