using MLSecOps.Samples.FashionMnist.Layers;

namespace MLSecOps.Samples.FashionMnist.Onnx;

/// <summary>The graph's nodes, from <c>image</c> to <c>logits</c>.</summary>
/// <remarks>onnx.proto: NodeProto input 1, output 2, name 3, op_type 4, attribute 5; AttributeProto name 1, i 3, ints 8, type 20.</remarks>
internal static class OnnxNode
{
    private const int TypeOfInteger = 2;
    private const int TypeOfIntegers = 7;

    public static IReadOnlyList<ProtobufWriter> Chain { get; } =
    [
        Node("Conv", "conv1", [OnnxModel.InputName, "conv1.weight", "conv1.bias"], "conv1.out",
            Integers("kernel_shape", 3, 3), Integers("pads", 1, 1, 1, 1)),
        Node("Relu", "relu1", ["conv1.out"], "relu1.out"),
        Node("MaxPool", "pool1", ["relu1.out"], "pool1.out", Integers("kernel_shape", 2, 2), Integers("strides", 2, 2)),
        Node("Conv", "conv2", ["pool1.out", "conv2.weight", "conv2.bias"], "conv2.out",
            Integers("kernel_shape", 3, 3), Integers("pads", 1, 1, 1, 1)),
        Node("Relu", "relu2", ["conv2.out"], "relu2.out"),
        Node("MaxPool", "pool2", ["relu2.out"], "pool2.out", Integers("kernel_shape", 2, 2), Integers("strides", 2, 2)),
        Node("Flatten", "flatten", ["pool2.out"], "flatten.out", Integer("axis", 1)),
        Node("Gemm", "dense1", ["flatten.out", "dense1.weight", "dense1.bias"], "dense1.out"),
        Node("Relu", "relu3", ["dense1.out"], "relu3.out"),
        Node("Gemm", "dense2", ["relu3.out", "dense2.weight", "dense2.bias"], OnnxModel.OutputName),
    ];

    private static ProtobufWriter Node(
        string type, string name, string[] inputs, string output, params ReadOnlySpan<ProtobufWriter> attributes)
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(3, name).Text(4, type);
        foreach (var attribute in attributes)
        {
            node.Message(5, attribute);
        }

        return node;
    }

    private static ProtobufWriter Integer(string name, long value) =>
        new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, TypeOfInteger);

    private static ProtobufWriter Integers(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new ProtobufWriter().Text(1, name);
        foreach (var value in values)
        {
            attribute.Integer(8, value);
        }

        return attribute.Integer(20, TypeOfIntegers);
    }
}
