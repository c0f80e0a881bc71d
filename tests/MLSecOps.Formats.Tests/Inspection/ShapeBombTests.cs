using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection.Corpus;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Formats.Tests.Inspection;

/// <summary>A model of a hundred bytes that states a shape of 2^32 numbers took all memory of the machine that loaded it, and the inspection called it clean.</summary>
public sealed class ShapeBombTests
{
    [Theory]
    [InlineData("Expand", false)]
    [InlineData("Reshape", false)]
    [InlineData("Tile", false)]
    [InlineData("Expand", true)]
    [RedTeam("G6", "States a shape with billions of dimensions, which the runtime's shape inference writes down one by one", typeof(ModelInspection))]
    public void A_shape_of_billions_of_dimensions_blocks(string operation, bool joined)
    {
        OnnxModel model = Model(operation, joined, 1L << 32);
        Assert.Contains(Inspected.Report(model.ToBytes()).Findings, finding => finding.Rule == InspectionRules.DimensionBomb && finding.Blocks);
    }

    [Fact]
    public void A_shape_of_some_dimensions_does_not() => Assert.Empty(Inspected.Report(Model("Expand", false, 4).ToBytes()).Findings);

    private static OnnxModel Model(string operation, bool joined, long length)
    {
        OnnxNode[] nodes = joined
            ? [new OnnxNode("Concat", ["s", "s"], ["shape"], OnnxAttribute.Int("axis", 0)), new OnnxNode(operation, ["x", "shape"], ["y"])]
            : [new OnnxNode(operation, ["x", "s"], ["y"])];
        return new OnnxModel(new OnnxGraph("g") { Nodes = nodes, Inputs = [new OnnxValue("x", OnnxType.Float, 1, 3), new OnnxValue("s", OnnxType.Int64, length)], Outputs = [new OnnxValue("y", OnnxType.Float)] });
    }
}
