using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Tests.Inspection.Corpus;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>What a file costs is in proportion to its bytes and below a limit, however it is made. Found by <c>tests/run --bench inspect</c>.</summary>
public sealed class WalkCostTests
{
    [Fact]
    public void A_tensor_in_pieces_does_not_copy_its_dimensions_with_each()
    {
        const int pieces = 200_000;
        byte[] tensor = new WireWriter().Bytes(5, new WireWriter().Packed(1, Enumerable.Repeat(1L, 4000)).ToArray()).ToArray();
        byte[] attribute = [.. new WireWriter().Text(1, "value").ToArray(), .. tensor, .. Enumerable.Repeat(new byte[] { 0x2A, 0 }, pieces).SelectMany(piece => piece)];
        byte[] model = new WireWriter().Bytes(7, new WireWriter().Bytes(1, new WireWriter().Bytes(5, attribute).ToArray()).ToArray()).ToArray();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(ModelWalker.Walk(new MemoryByteSource(model)).TryGet(out ModelTables? tables, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(4000, Assert.Single(tables.Tensors).Dimensions);
        Assert.Equal(pieces, tables.OddityCount);
    }

    [Theory]
    [InlineData("imports of operator sets")]
    [InlineData("nodes")]
    [InlineData("attributes")]
    [InlineData("tensors")]
    [InlineData("values")]
    [InlineData("inputs and outputs of nodes")]
    public void Beyond_a_limit_the_reason_says_which(string what)
    {
        WireWriter model = new(), graph = new(), node = new();
        Action<int> write = what switch
        {
            "imports of operator sets" => _ => model.Bytes(8, []),
            "nodes" => _ => graph.Bytes(1, []),
            "attributes" => _ => node.Bytes(5, []),
            "tensors" => _ => graph.Bytes(5, []),
            "values" => _ => graph.Bytes(11, []),
            _ => _ => node.Bytes(1, []),
        };
        int limit = what switch
        {
            "imports of operator sets" => WalkLimits.Opsets,
            "nodes" => WalkLimits.Nodes,
            "attributes" => WalkLimits.Attributes,
            "tensors" => WalkLimits.Tensors,
            "values" => WalkLimits.Values,
            _ => WalkLimits.Links,
        };
        bool inNode = what is "attributes" or "inputs and outputs of nodes";
        for (int index = 0; index < limit; index++)
        {
            write(index);
        }

        Assert.True(ModelWalker.Walk(new MemoryByteSource(Whole())).TryGet(out _, out FormatFault? fault), fault?.ToString());
        write(limit);
        Assert.False(ModelWalker.Walk(new MemoryByteSource(Whole())).TryGet(out _, out fault));
        Assert.Equal((InspectionReasons.TooComplex, string.Create(CultureInfo.InvariantCulture, $"at most {limit} {what}")), (fault.Reason, fault.Expected));

        byte[] Whole() => new WireWriter().Raw(model.ToArray()).Bytes(7, inNode ? new WireWriter().Bytes(1, node.ToArray()).ToArray() : graph.ToArray()).ToArray();
    }

    [Fact]
    public void Fields_that_cost_nothing_but_time_are_bounded()
    {
        byte[] fields = new byte[2 * (WalkLimits.Fields + 1)];
        for (int at = 0; at < fields.Length; at += 2)
        {
            fields[at] = 5 << 3;
        }

        Assert.True(ModelWalker.Walk(new MemoryByteSource(fields.AsMemory(2))).TryGet(out _, out FormatFault? fault), fault?.ToString());
        Assert.False(ModelWalker.Walk(new MemoryByteSource(fields)).TryGet(out _, out fault));
        Assert.Equal((InspectionReasons.TooComplex, "at most 10000000 fields", fields.Length - 2), (fault.Reason, fault.Expected, fault.Offset));
    }

    [Fact]
    public void Packed_integers_of_attributes_are_bounded()
    {
        byte[] Model(long bytes) => new WireWriter().Bytes(7, new WireWriter().Bytes(1, new WireWriter().Bytes(5, new WireWriter().Bytes(8, new byte[bytes]).ToArray()).ToArray()).ToArray()).ToArray();
        Assert.True(ModelWalker.Walk(new MemoryByteSource(Model(WalkLimits.PackedBytes))).TryGet(out ModelTables? model, out _));
        Assert.Equal(WalkLimits.PackedBytes, model.Attributes[0].Count);
        Assert.False(ModelWalker.Walk(new MemoryByteSource(Model(WalkLimits.PackedBytes + 1))).TryGet(out _, out FormatFault? fault));
        Assert.Equal(InspectionReasons.TooComplex, fault.Reason);
    }

    [Fact]
    public void A_finding_in_a_sparse_tensor_and_in_the_default_of_a_function_says_where()
    {
        OnnxModel model = new(new OnnxGraph("g") { Nodes = [new OnnxNode("Relu", ["x"], ["y"])], Sparse = [new OnnxSparseTensor(OnnxTensor.Floats("s", [1], 1), new OnnxTensor(null, OnnxType.Int64, -1), 4)] })
        {
            Functions = [new OnnxFunction("d", "first", [], []), new OnnxFunction("d", "second", [], []) { Defaults = [OnnxAttribute.Tensor("k", new OnnxTensor(null, OnnxType.Float, -1))] }],
        };
        string[] places = [.. Inspected.Report(model.ToBytes()).Findings.Where(finding => finding.Rule == InspectionRules.DimensionBomb).Select(finding => finding.Location)];
        Assert.Equal(["functions/d:second/attribute_proto/k", "graph/sparse_initializer[0]"], places.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Findings_beyond_those_that_are_kept_are_counted_and_waived_ones_are_still_found()
    {
        const int tensors = 1000;
        OnnxModel model = new(new OnnxGraph("g") { Nodes = [new OnnxNode("Relu", ["x"], ["y"])], Initializers = [.. Enumerable.Range(0, tensors).Select(index => new OnnxTensor($"t{index}", OnnxType.Float, -1))] });
        byte[] bytes = model.ToBytes();
        InspectionReport report = Inspected.Report(bytes);
        Assert.Equal(tensors, report.Findings.Count + report.LeftOff);

        byte[] policy = """{"schema":"mlsec.inspection/1","waivers":[{"rule":"DIM-BOMB","location":"graph/initializer/t999","reason":"known"}]}"""u8.ToArray();
        report = ModelInspection.Inspect(new MemoryByteSource(bytes), null, new InspectionJob(new InspectedFile("m.onnx", 0, bytes.Length), null, null, false), policy, null);
        Assert.Contains(report.Findings, finding => finding is { Waiver: "known", Location: "graph/initializer/t999" });
        Assert.Equal(tensors, report.Findings.Count + report.LeftOff);
    }
}
