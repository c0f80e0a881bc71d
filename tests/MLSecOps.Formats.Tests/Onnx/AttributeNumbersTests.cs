using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>An attribute may hold integers and floats at once. They were one list in the order of the file, so that floats could stand where a runtime sees integers.</summary>
public sealed class AttributeNumbersTests
{
    [Theory]
    [InlineData(7, new long[] { 3, -1 })]
    [InlineData(6, new long[] { 0x3F800000, 0x40000000 })]
    [InlineData(0, new long[] { 3, -1 })]
    public void The_stated_type_says_which_numbers_count(int type, long[] expected)
    {
        var attribute = new OnnxAttribute("axes", type, writer => writer.Float(7, 1).Number(8, 3).Float(7, 2).Number(8, -1));
        byte[] bytes = new OnnxModel(new OnnxGraph("g") { Nodes = [new OnnxNode("Slice", ["x"], ["y"], attribute)] }).ToBytes();
        Assert.True(ModelWalker.Walk(new MemoryByteSource(bytes)).TryGet(out ModelTables? model, out _));
        AttributeRow row = Assert.Single(model.Attributes);
        Assert.Equal(expected, model.NumbersOf(row).ToArray());
        Assert.Equal(2, row.NumbersKept);
        Assert.Equal(4, row.Count);
    }

    [Fact]
    public void Floats_alone_count_whatever_the_type()
    {
        byte[] bytes = new OnnxModel(new OnnxGraph("g") { Nodes = [new OnnxNode("Slice", ["x"], ["y"], new OnnxAttribute("a", 7, writer => writer.Float(7, 1)))] }).ToBytes();
        Assert.True(ModelWalker.Walk(new MemoryByteSource(bytes)).TryGet(out ModelTables? model, out _));
        Assert.Equal([0x3F800000L], model.NumbersOf(model.Attributes[0]).ToArray());
    }
}
