using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>Learned numbers, their gradient over the current batch, and Adam's two moments.</summary>
internal sealed class Parameter(int length)
{
    public float[] Values { get; } = new float[length];

    public float[] Gradient { get; } = new float[length];

    public float[] FirstMoment { get; } = new float[length];

    public float[] SecondMoment { get; } = new float[length];

    /// <summary>He's uniform start: the variance of the signal survives a ReLU.</summary>
    /// <remarks>Uniform, not normal: a square root rounds alike everywhere, logarithm and cosine need not.</remarks>
    public void Initialise(int fanIn, Pcg32 random)
    {
        var limit = MathF.Sqrt(6f / fanIn);
        foreach (ref var value in Values.AsSpan())
        {
            value = random.Signed() * limit;
        }
    }
}
