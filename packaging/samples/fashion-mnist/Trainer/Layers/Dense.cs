using MLSecOps.Samples.FashionMnist.Numerics;

namespace MLSecOps.Samples.FashionMnist.Layers;

/// <summary>Fully connected layer.</summary>
/// <param name="inputs">Numbers per image, a multiple of 8.</param>
/// <param name="outputs">Numbers per image that mean something.</param>
internal sealed class Dense(int inputs, int outputs) : Layer
{
    // Columns up to the next multiple of 8 start at zero, get no gradient, and therefore stay zero.
    private readonly int _columns = Padded(outputs);
    private readonly float[] _output = new float[MaxBatch * Padded(outputs)];
    private readonly float[] _inputGradient = new float[MaxBatch * inputs];
    private readonly float[] _transposedWeights = new float[inputs * Padded(outputs)];
    private float[] _input = [];

    public int Inputs => inputs;

    public int Outputs => outputs;

    /// <summary>Numbers from one image's output to the next one's.</summary>
    public int Columns => _columns;

    /// <summary>[input, column].</summary>
    public Parameter Weights { get; } = new(inputs * Padded(outputs));

    public Parameter Bias { get; } = new(Padded(outputs));

    public override IReadOnlyList<Parameter> Parameters => [Weights, Bias];

    public override float[] Forward(float[] input, int batch)
    {
        _input = input;
        var output = _output.AsSpan(0, batch * _columns);
        BiasRows.Fill(Bias.Values, output);
        MatrixProduct.Add(Operand.RowMajor(input, batch, inputs), Operand.RowMajor(Weights.Values, inputs, _columns), output);
        return _output;
    }

    public override float[] Backward(float[] outputGradient, int batch)
    {
        Array.Clear(Weights.Gradient);
        Array.Clear(Bias.Gradient);
        BiasRows.Sum(outputGradient.AsSpan(0, batch * _columns), Bias.Gradient);
        MatrixProduct.Add(
            Operand.RowMajor(_input, batch, inputs).Transposed, Operand.RowMajor(outputGradient, batch, _columns), Weights.Gradient);

        Operand.RowMajor(Weights.Values, inputs, _columns).Transposed.CopyTo(_transposedWeights);
        Array.Clear(_inputGradient);
        MatrixProduct.Add(
            Operand.RowMajor(outputGradient, batch, _columns), Operand.RowMajor(_transposedWeights, _columns, inputs), _inputGradient);
        return _inputGradient;
    }

    /// <summary>After a random start: makes the columns without meaning zero.</summary>
    public void ClearPadding()
    {
        for (var row = 0; row < inputs; row++)
        {
            Weights.Values.AsSpan((row * _columns) + outputs, _columns - outputs).Clear();
        }
    }

    private static int Padded(int count) => (count + 7) & ~7;
}
