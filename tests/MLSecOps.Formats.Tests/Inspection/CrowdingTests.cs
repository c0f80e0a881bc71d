using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Formats.Tests.Inspection;

/// <summary>Much of one thing does not hide another: neither findings nor the bytes that may be read for them.</summary>
public sealed class CrowdingTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2100, 10)]
    [InlineData(300, 8192)]
    [RedTeam("G6", "Hides a program in the weights behind thousands of harmless findings or megabytes of text", typeof(ModelInspection))]
    public void A_program_in_the_weights_is_found_whatever_else_is_in_the_file(int texts, int size)
    {
        string value = size == 10 ? "https://ab" : string.Concat(Enumerable.Repeat("plain words. ", (size / 13) + 1))[..size];
        byte[] program = new byte[512];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(program);
        byte[] tensor = [8, .. Varint(128), 16, 1, .. Field(8, "w"u8), .. Field(9, program)];
        byte[] node = [.. Field(1, "x"u8), .. Field(1, "w"u8), .. Field(2, "y"u8), .. Field(4, "Add"u8)];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"u8), .. Field(5, tensor), .. Field(11, Value("x"u8)), .. Field(12, Value("y"u8))];
        List<byte> model = [8, 8, .. Field(7, graph), .. Field(8, [16, 17])];
        for (int index = 0; index < texts; index++)
        {
            model.AddRange(Field(14, [.. Field(1, Encoding.ASCII.GetBytes($"k{index}")), .. Field(2, Encoding.ASCII.GetBytes(value))]));
        }

        InspectionReport report = ModelInspection.Inspect(
            new MemoryByteSource(model.ToArray()), null, new InspectionJob(new InspectedFile("m.onnx", 0, model.Count), null, null, false), null, null);
        Assert.Contains(report.Findings, finding => finding.Blocks && finding.Rule == InspectionRules.Entropy);
        Assert.True(texts < 2000 || report.LeftOff > 0, "what is not listed is counted");
    }

    /// <summary>Work grows with the model and not with its square: a hundred thousand bad names, and functions that call each other twice.</summary>
    [Theory]
    [InlineData(99_000, 2)]
    [InlineData(0, 60)]
    [RedTeam("G6", "Makes the inspection itself take too long by very many bad names or calls", typeof(ModelInspection))]
    public void Very_many_bad_names_and_calls_come_to_an_end(int names, int levels)
    {
        var graph = new GraphBuilder();
        for (int index = 0; index < names; index++)
        {
            graph.Add(new OnnxNode("Relu", ["x"], [$"<script{index}"]));
        }

        for (int level = 1; level < levels; level++)
        {
            graph.Functions.Add(new OnnxFunction("local", $"F{level}", ["a"], ["b"],
                new OnnxNode($"F{level - 1}", ["a"], ["c"]) { Domain = "local" }, new OnnxNode($"F{level - 1}", ["c"], ["b"]) { Domain = "local" }));
        }

        graph.Call("local", $"F{levels - 1}", graph.Ints(7));
        byte[] model = new OnnxModel(graph.Build()) { Functions = graph.Functions }.ToBytes();
        InspectionReport report = ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("m.onnx", 0, model.Length), null, null, false), null, null);
        Assert.True(report.LeftOff > names / 2 || names == 0);
        Assert.True(names > 0 || report.Findings.Any(finding => finding.Blocks && finding.Rule == InspectionRules.DimensionBomb));
    }

    /// <summary>Found by the fuzzer: forty bytes in which a function calls itself twice made the inspection put half a gigabyte of calls in their place.</summary>
    [Fact]
    public void A_small_model_costs_little_whatever_it_calls()
    {
        byte[] model = Convert.FromHexString("3a062201463a0164ca011d3a060a01613a01645201642201613a060a01613a01645a050a016b1801");
        long before = GC.GetAllocatedBytesForCurrentThread();
        InspectionReport report = ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("m.onnx", 0, model.Length), null, null, false), null, null);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
        Assert.Contains(report.Findings, finding => finding.Blocks && finding.Rule == InspectionRules.DimensionBomb);
    }

    [Fact]
    public void A_long_path_of_a_finding_does_not_make_the_summary_count_as_cut()
    {
        InspectionFinding warning = new(InspectionRules.GraphShadow, InspectionSeverity.Warning, "graph/x", "e", [.. Enumerable.Range(0, 300).Select(step => $"node {step}")]);
        InspectionReport report = new("1", [], null, [warning], SampleReport.Model, null);
        Assert.True(InspectionReportParser.Parse(InspectionReportWriter.Write(report).Span).TryGet(out InspectionReport? read, out FormatFault? _));
        Assert.False(read.Shortened);
    }

    [Theory]
    [InlineData('\u0001')]
    [InlineData('\u202e')]
    [InlineData('\ud800')]
    [InlineData('"')]
    public void A_report_of_any_model_is_read_and_what_blocks_stands_first(char worst)
    {
        string text = new(worst, 100_000);
        InspectionFinding warning = new(InspectionRules.GraphShadow, InspectionSeverity.Warning, text, text, [.. Enumerable.Repeat(text, 1000)], double.NaN);
        ValueSummary[] values = [.. Enumerable.Repeat(new ValueSummary(text, text, text), 5000)];
        string[] lines = [.. Enumerable.Repeat(text, 5000)];
        InspectionReport huge = new(
            text, lines, Check.Fail("inspection.model", text, InspectionReasons.TooComplex, text, text),
            [.. Enumerable.Repeat(warning, 9000), InspectionFinding.Of(InspectionRules.GraphShadow, "graph/last", "blocks")],
            new ModelSummary(
                1, text, [.. Enumerable.Repeat(new OpsetSummary(text, 1), 5000)], values, values, [.. Enumerable.Repeat(new OperatorCount(text, text, 1), 9000)], 1, 1, 1, 1, 1,
                [.. Enumerable.Repeat(new ExternalReference(text, 1, 1), 5000)], 1, 1),
            new ModelDifference(
                lines, [.. Enumerable.Repeat(new OperatorChange(text, text, 1, 1), 9000)], lines, lines,
                new WeightDifference(1, 1, 1, 1, 1, [.. Enumerable.Repeat(new WeightChange(text, 1, 1, double.NaN, double.PositiveInfinity), 100)])));
        byte[] written = InspectionReportWriter.Write(huge).ToArray();
        InspectionReport read = InspectionReportParser.Parse(written).Match(value => value, fault => throw new Xunit.Sdk.XunitException($"{written.Length}: {fault}"));
        Assert.Equal("graph/last", read.Findings[0].Location);
        Assert.Equal(written, InspectionReportWriter.Write(read).ToArray());
    }

    private static byte[] Value(ReadOnlySpan<byte> name) => [.. Field(1, name), .. Field(2, Field(1, [8, 1, .. Field(2, Field(1, [8, .. Varint(128)]))]))];

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
