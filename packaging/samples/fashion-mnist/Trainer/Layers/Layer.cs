namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>One step of the network, forwards and backwards, over a batch.</summary>
/// <remarks>
/// Activations are channels-last, [image, y, x, channel], so that eight channels fill a vector. The returned arrays belong to the
/// layer, are longer than a small batch needs, and live until its next call.
/// </remarks>
internal abstract class Layer
{
    /// <summary>Images in the largest batch; buffers are sized for it.</summary>
    public const int MaxBatch = 64;

    public virtual IReadOnlyList<Parameter> Parameters => [];

    public abstract float[] Forward(float[] input, int batch);

    /// <summary>Takes d loss / d output, sets the parameters' gradients, gives d loss / d input.</summary>
    /// <remarks>Call after <see cref="Forward"/> with the same batch.</remarks>
    public abstract float[] Backward(float[] outputGradient, int batch);
}
