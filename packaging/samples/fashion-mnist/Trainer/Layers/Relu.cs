using System.Runtime.Intrinsics;
using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>max(x, 0).</summary>
/// <param name="perImage">Numbers per image, a multiple of 8.</param>
internal sealed class Relu(int perImage) : Layer
{
    private readonly float[] _output = new float[MaxBatch * perImage];
    private readonly float[] _inputGradient = new float[MaxBatch * perImage];

    public override float[] Forward(float[] input, int batch)
    {
        var from = Lanes.Of(input, batch * perImage);
        var to = Lanes.Of(_output, batch * perImage);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector256.GreaterThan(from[i], Vector256<float>.Zero) & from[i];
        }

        return _output;
    }

    public override float[] Backward(float[] outputGradient, int batch)
    {
        var from = Lanes.Of(outputGradient, batch * perImage);
        var to = Lanes.Of(_inputGradient, batch * perImage);
        var output = Lanes.Of(_output, batch * perImage);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Vector256.GreaterThan(output[i], Vector256<float>.Zero) & from[i];
        }

        return _inputGradient;
    }
}
