using MLSecOps.Samples.FashionMnist.Layers;
using MLSecOps.Samples.FashionMnist.Learning;

namespace MLSecOps.Samples.FashionMnist.Onnx;

/// <summary>One learned tensor as ONNX stores it, and where each of its numbers lives in a <see cref="Parameter"/>.</summary>
/// <param name="Name">In the ONNX graph.</param>
/// <param name="Shape">In the ONNX graph.</param>
/// <param name="Parameter">Ours, channels-last and padded.</param>
/// <param name="Place">From row-major index in the ONNX tensor to index in the parameter.</param>
internal sealed record Initialiser(string Name, int[] Shape, Parameter Parameter, Func<int, int> Place)
{
    public int Length => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Every tensor of the network. ONNX is channels-first, [output, input, y, x]; we are channels-last.</summary>
    public static IReadOnlyList<Initialiser> Of(Network network) =>
    [
        .. OfConvolution("conv1", network.Convolution1),
        .. OfConvolution("conv2", network.Convolution2),
        .. OfDense("dense1", network.Dense1, FlattenedPlace(network.Dense1.Inputs, network.Convolution2.Outputs)),
        .. OfDense("dense2", network.Dense2, row => row),
    ];

    private static Initialiser[] OfConvolution(string name, Convolution layer) =>
    [
        new($"{name}.weight", [layer.Outputs, layer.Inputs, 3, 3], layer.Kernel, index =>
        {
            var (rest, tap) = Math.DivRem(index, 9);
            var (output, input) = Math.DivRem(rest, layer.Inputs);
            return (((tap * layer.Inputs) + input) * layer.Outputs) + output;
        }),
        new($"{name}.bias", [layer.Outputs], layer.Bias, index => index),
    ];

    private static Initialiser[] OfDense(string name, Dense layer, Func<int, int> rowPlace) =>
    [
        new($"{name}.weight", [layer.Inputs, layer.Outputs], layer.Weights, index =>
        {
            var (row, column) = Math.DivRem(index, layer.Outputs);
            return (rowPlace(row) * layer.Columns) + column;
        }),
        new($"{name}.bias", [layer.Outputs], layer.Bias, index => index),
    ];

    // ONNX flattens [channel, y, x], we flatten [y, x, channel].
    private static Func<int, int> FlattenedPlace(int inputs, int channels) => row =>
    {
        var (channel, pixel) = Math.DivRem(row, inputs / channels);
        return (pixel * channels) + channel;
    };
}
