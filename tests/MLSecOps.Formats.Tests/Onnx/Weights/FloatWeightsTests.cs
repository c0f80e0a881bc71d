using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Formats.Tests.Onnx.Weights;

public sealed class FloatWeightsTests
{
    [Fact]
    public void Raw_and_packed_floats_are_found_where_they_are()
    {
        byte[] file = Model(
            OnnxTensor.Floats("raw", [3], 1.5f, -2.5f, 3.5f),
            new OnnxTensor("packed", OnnxType.Float, 2) { FloatData = [7.25f, -8.25f] });

        IReadOnlyList<WeightRegion> regions = Find(file);

        Assert.Equal([(3, ElementType.Float32), (2, ElementType.Float32)], regions.Select(region => (region.Elements, region.Type)));
        Assert.Equal([1.5f, -2.5f, 3.5f, 7.25f, -8.25f], regions.SelectMany(region => Values(file, region)));
    }

    [Fact]
    public void What_is_no_plain_weight_is_left_out() => Assert.Empty(Find(Model(
        OnnxTensor.Int64s("integers", [1], 5),
        new OnnxTensor("too short", OnnxType.Float, 2) { Raw = new byte[4] },
        new OnnxTensor("both", OnnxType.Float, 1) { Raw = new byte[4], FloatData = [1] },
        new OnnxTensor("elsewhere", OnnxType.Float, 1) { Location = 1, External = [("location", "w")] },
        new OnnxTensor("none", OnnxType.Float, 0) { Raw = [] },
        new OnnxTensor("overflow", OnnxType.Float, long.MaxValue, 4) { Raw = new byte[4] })));

    [Fact]
    public void The_digits_model_has_its_weights()
    {
        string? path = SharedVectors.Find("ml/mnist/mnist.onnx");
        Assert.SkipWhen(path is null, SharedVectors.Absent);

        // Two convolutions, their biases, and the dense layer: 8x1x5x5 + 8 + 16x8x5x5 + 16 + 256x10 + 10.
        Assert.Equal(200 + 8 + 3200 + 16 + 2560 + 10, Find(File.ReadAllBytes(path)).Sum(region => region.Elements));
    }

    private static byte[] Model(params OnnxTensor[] tensors)
    {
        var constant = new OnnxNode("Constant", [], ["c"], OnnxAttribute.Tensor("value", OnnxTensor.Floats(null, [1], 9)));
        return new OnnxModel(new OnnxGraph("g")
        {
            Nodes = [constant],
            Initializers = tensors,
            Sparse = [new OnnxSparseTensor(OnnxTensor.Floats("sparse", [1], 9), OnnxTensor.Int64s(null, [1], 0), 4)],
        }).ToBytes();
    }

    private static IReadOnlyList<WeightRegion> Find(byte[] file)
    {
        Assert.True(ModelWalker.Walk(new MemoryByteSource(file)).TryGet(out ModelTables? tables, out FormatFault? fault), fault?.ToString());
        return FloatWeights.Find(tables);
    }

    private static IEnumerable<float> Values(byte[] file, WeightRegion region) =>
        Enumerable.Range(0, region.Elements).Select(index => BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(region.Start + (index * 4))));
}
