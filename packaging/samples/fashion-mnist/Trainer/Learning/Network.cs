using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Layers;
using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Learning;

/// <summary>Two convolutions, each halved by pooling, then two dense layers: image in, ten logits out.</summary>
internal sealed class Network
{
    public const int ClassCount = 10;

    private const int Half = ImageSet.Side / 2;
    private const int Quarter = ImageSet.Side / 4;

    private readonly Layer[] _layers;
    private readonly float[] _images = new float[Layer.MaxBatch * ImageSet.PixelsPerImage];

    public Network()
    {
        _layers =
        [
            Convolution1, new Relu(ImageSet.PixelsPerImage * Convolution1.Outputs), new MaxPool(ImageSet.Side, Convolution1.Outputs),
            Convolution2, new Relu(Half * Half * Convolution2.Outputs), new MaxPool(Half, Convolution2.Outputs),
            Dense1, new Relu(Dense1.Outputs),
            Dense2,
        ];
        Parameters = [.. _layers.SelectMany(layer => layer.Parameters)];
    }

    public Convolution Convolution1 { get; } = new(ImageSet.Side, inputs: 1, outputs: 8, isFirst: true);

    public Convolution Convolution2 { get; } = new(Half, inputs: 8, outputs: 16);

    public Dense Dense1 { get; } = new(inputs: Quarter * Quarter * 16, outputs: 32);

    public Dense Dense2 { get; } = new(inputs: 32, outputs: ClassCount);

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Numbers from one image's logits to the next one's.</summary>
    public int LogitStride => Dense2.Columns;

    /// <summary>Numbers that the shipped file holds, without the padding that only the vectors need.</summary>
    public int ParameterCount =>
        Convolution1.Kernel.Values.Length + Convolution1.Outputs + Convolution2.Kernel.Values.Length + Convolution2.Outputs
        + ((Dense1.Inputs + 1) * Dense1.Outputs) + ((Dense2.Inputs + 1) * Dense2.Outputs);

    public void Initialise(Pcg32 random)
    {
        Convolution1.Kernel.Initialise(9 * Convolution1.Inputs, random);
        Convolution2.Kernel.Initialise(9 * Convolution2.Inputs, random);
        Dense1.Weights.Initialise(Dense1.Inputs, random);
        Dense2.Weights.Initialise(Dense2.Inputs, random);
        Dense2.ClearPadding();
    }

    /// <summary>Logits of a few images, one row of <see cref="LogitStride"/> each; valid until the next call.</summary>
    /// <param name="images">The set.</param>
    /// <param name="indices">Which of it; at most <see cref="Layer.MaxBatch"/>.</param>
    public float[] Logits(ImageSet images, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            images.CopyTo(indices[i], _images.AsSpan(i * ImageSet.PixelsPerImage, ImageSet.PixelsPerImage));
        }

        var activations = _images;
        foreach (var layer in _layers)
        {
            activations = layer.Forward(activations, indices.Length);
        }

        return activations;
    }

    /// <summary>Sets every parameter's gradient, after <see cref="Logits"/> on the same batch.</summary>
    public void Backward(float[] logitGradient, int batch)
    {
        var gradient = logitGradient;
        for (var i = _layers.Length - 1; i >= 0; i--)
        {
            gradient = _layers[i].Backward(gradient, batch);
        }
    }
}
