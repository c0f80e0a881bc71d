using System.Runtime.Intrinsics;
using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>Largest of each 2 x 2 square.</summary>
/// <param name="side">Height and width of the input, even.</param>
/// <param name="channels">A multiple of 8.</param>
internal sealed class MaxPool(int side, int channels) : Layer
{
    private readonly float[] _output = new float[MaxBatch * side * side * channels / 4];
    private readonly float[] _inputGradient = new float[MaxBatch * side * side * channels];
    private float[] _input = [];

    public override float[] Forward(float[] input, int batch)
    {
        _input = input;
        var from = Lanes.Of(input, batch * side * side * channels);
        var to = Lanes.Of(_output, batch * side * side * channels / 4);
        for (var i = 0; i < to.Length; i++)
        {
            var (a, b, c, d) = Square(i);
            to[i] = Larger(Larger(from[a], from[b]), Larger(from[c], from[d]));
        }

        return _output;
    }

    public override float[] Backward(float[] outputGradient, int batch)
    {
        var input = Lanes.Of(_input, batch * side * side * channels);
        var output = Lanes.Of(_output, batch * side * side * channels / 4);
        var from = Lanes.Of(outputGradient, output.Length * Vector256<float>.Count);
        var to = Lanes.Of(_inputGradient, input.Length * Vector256<float>.Count);
        for (var i = 0; i < output.Length; i++)
        {
            // On a tie the first of the four takes the whole gradient.
            var (a, b, c, d) = Square(i);
            var isA = Vector256.Equals(input[a], output[i]);
            var isB = Vector256.AndNot(Vector256.Equals(input[b], output[i]), isA);
            var isC = Vector256.AndNot(Vector256.Equals(input[c], output[i]), isA | isB);
            to[a] = isA & from[i];
            to[b] = isB & from[i];
            to[c] = isC & from[i];
            to[d] = Vector256.AndNot(from[i], isA | isB | isC);
        }

        return _inputGradient;
    }

    private static Vector256<float> Larger(Vector256<float> a, Vector256<float> b) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);

    // The four input vectors under one output vector. Images follow each other, so a batch is one tall image.
    private (int A, int B, int C, int D) Square(int output)
    {
        var groups = channels / Vector256<float>.Count;
        var (pixel, group) = Math.DivRem(output, groups);
        var (y, x) = Math.DivRem(pixel, side / 2);
        var a = (((2 * y * side) + (2 * x)) * groups) + group;
        return (a, a + groups, a + (side * groups), a + ((side + 1) * groups));
    }
}
