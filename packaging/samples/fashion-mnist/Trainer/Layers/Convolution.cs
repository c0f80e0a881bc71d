using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>3 x 3 convolution, stride 1, one pixel of zeros around, as a matrix product over patches.</summary>
/// <param name="side">Height and width of input and output, in pixels.</param>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output, a multiple of 8.</param>
/// <param name="isFirst">Nobody asks for the gradient of the images, so the first layer does not compute it.</param>
internal sealed class Convolution(int side, int inputs, int outputs, bool isFirst = false) : Layer
{
    private readonly int _pixels = side * side;
    private readonly int _patch = 9 * inputs;

    // Places outside the image are never written, so they keep the zeros that padding wants.
    private readonly float[] _patches = new float[MaxBatch * side * side * 9 * inputs];
    private readonly float[] _output = new float[MaxBatch * side * side * outputs];
    private readonly float[] _patchGradient = isFirst ? [] : new float[side * side * 9 * inputs];
    private readonly float[] _inputGradient = isFirst ? [] : new float[MaxBatch * side * side * inputs];
    private readonly float[] _transposedKernel = new float[9 * inputs * outputs];

    public int Inputs => inputs;

    public int Outputs => outputs;

    /// <summary>[ky, kx, input, output].</summary>
    public Parameter Kernel { get; } = new(9 * inputs * outputs);

    public Parameter Bias { get; } = new(outputs);

    public override IReadOnlyList<Parameter> Parameters => [Kernel, Bias];

    public override float[] Forward(float[] input, int batch)
    {
        for (var image = 0; image < batch; image++)
        {
            var patches = _patches.AsSpan(image * _pixels * _patch, _pixels * _patch);
            foreach (var run in new PatchRuns(side, inputs))
            {
                input.AsSpan((image * _pixels * inputs) + run.InImage, run.Length).CopyTo(patches[run.InPatches..]);
            }

            var output = _output.AsSpan(image * _pixels * outputs, _pixels * outputs);
            BiasRows.Fill(Bias.Values, output);
            MatrixProduct.Add(Operand.RowMajor(patches, _pixels, _patch), Operand.RowMajor(Kernel.Values, _patch, outputs), output);
        }

        return _output;
    }

    public override float[] Backward(float[] outputGradient, int batch)
    {
        Array.Clear(Kernel.Gradient);
        Array.Clear(Bias.Gradient);
        Operand.RowMajor(Kernel.Values, _patch, outputs).Transposed.CopyTo(_transposedKernel);
        for (var image = 0; image < batch; image++)
        {
            var gradient = outputGradient.AsSpan(image * _pixels * outputs, _pixels * outputs);
            var patches = _patches.AsSpan(image * _pixels * _patch, _pixels * _patch);
            BiasRows.Sum(gradient, Bias.Gradient);
            MatrixProduct.Add(
                Operand.RowMajor(patches, _pixels, _patch).Transposed, Operand.RowMajor(gradient, _pixels, outputs), Kernel.Gradient);
            if (!isFirst)
            {
                ScatterToInput(gradient, _inputGradient.AsSpan(image * _pixels * inputs, _pixels * inputs));
            }
        }

        return _inputGradient;
    }

    private void ScatterToInput(ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        Array.Clear(_patchGradient);
        MatrixProduct.Add(
            Operand.RowMajor(outputGradient, _pixels, outputs), Operand.RowMajor(_transposedKernel, outputs, _patch), _patchGradient);
        inputGradient.Clear();
        foreach (var run in new PatchRuns(side, inputs))
        {
            Lanes.Add(_patchGradient.AsSpan(run.InPatches, run.Length), inputGradient.Slice(run.InImage, run.Length));
        }
    }
}
