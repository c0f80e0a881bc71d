using System.Diagnostics;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The walk over a whole ONNX model, and the rules over what it gives. Ranges lie in the input, and the report of what was found can be written and read.</summary>
internal sealed class ModelWalkTarget : FuzzTarget
{
    private const long MostAllocated = 32 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public override string Name => "model-walk";

    public override IGrammar Grammar { get; } = new ProtobufGrammar();

    // Malformed, too deep, too complex; the places are few.
    public override int LeastOutcomes => 3;

    // The largest of the formats, and the one whose content nobody signs before it is looked at: half an hour.
    public override int SoakShare => 30;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(ModelWalker.Walk(new MemoryByteSource(input)), model => Check(input, model));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] floats = [0x08, 2, 0x10, 1, .. Field(8, "w"u8), .. Field(9, new byte[8])];
        byte[] typed = [.. Field(1, [2, 1]), 0x10, 7, .. Field(7, [1, 0x80, 1]), .. Field(13, [.. Field(1, "location"u8), .. Field(2, "w.bin"u8)]), 0x70, 1];
        byte[] input = [.. Field(1, "x"u8), .. Field(2, Field(1, [0x08, 1, .. Field(2, [.. Field(1, [0x08, 3]), .. Field(1, Field(2, "N"u8))])]))];
        byte[] branch = [.. Field(1, [.. Field(2, "y"u8), .. Field(4, "Constant"u8), .. Field(5, [.. Field(1, "value"u8), .. Field(5, floats), 0xA0, 1, 4])]), .. Field(12, Field(1, "y"u8))];
        byte[] chosen = [.. Field(1, "c"u8), .. Field(2, "z"u8), .. Field(3, "pick"u8), .. Field(4, "If"u8), .. Field(5, [.. Field(1, "then_branch"u8), .. Field(6, branch)]), .. Field(5, [.. Field(1, "else_branch"u8), .. Field(6, branch)])];
        byte[] graph = [.. Field(1, chosen), .. Field(2, "g"u8), .. Field(5, floats), .. Field(5, typed), .. Field(11, input), .. Field(12, Field(1, "z"u8)), .. Field(15, [.. Field(1, floats), .. Field(3, [4])])];
        yield return ("valid-whole", [0x08, 8, .. Field(2, "tool"u8), .. Field(7, graph), .. Field(8, [0x10, 17]), .. Field(14, [.. Field(1, "k"u8), .. Field(2, "v"u8)])]);
        yield return ("valid-function", [0x08, 9, .. Field(7, Field(1, [.. Field(4, "F"u8), .. Field(7, "d"u8)])), .. Field(25, [.. Field(1, "F"u8), .. Field(10, "d"u8), .. Field(4, "a"u8), .. Field(7, [.. Field(1, "a"u8), .. Field(4, "Relu"u8)]), .. Field(11, [.. Field(1, "k"u8), 0x18, 1])])]);
        yield return ("valid-training", [.. Field(20, [.. Field(1, graph), .. Field(3, Field(1, "k"u8))]), .. Field(7, []), .. Field(7, Field(6, "unknown"u8)), 0x0b, 0x0c]);
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => ProtobufField.Of(number, content);

    private static void Check(ReadOnlyMemory<byte> input, ModelTables model)
    {
        foreach (TensorRow tensor in model.Tensors)
        {
            BrokenInvariantException.Unless(tensor.RawLength < 0 || tensor.RawStart + tensor.RawLength <= input.Length, "raw data lie in the input");
            BrokenInvariantException.Unless(tensor.Elements >= -1, "elements are counted or unknown");
        }

        BrokenInvariantException.Unless(model.Nodes.TrueForAll(node => node.FirstLink + node.Inputs + node.Outputs <= model.Links.Count), "links lie in their table");
        InspectionReport report = Inspect(input);
        BrokenInvariantException.Unless(model.Main < 0 ? report.Refusal is not null : report.Refusal is null && report.Model is not null, "what was walked is inspected, if it has a graph");
        BrokenInvariantException.Unless(
            InspectionReportParser.Parse(InspectionReportWriter.Write(report with { Worker = "0.1.0" }).Span).TryGet(out InspectionReport? read, out _) && read.Blocks == report.Blocks,
            "a report carries what is found");
    }

    /// <summary>Inspects within what the worker has: well below its heap, and far from its deadline.</summary>
    private static InspectionReport Inspect(ReadOnlyMemory<byte> input)
    {
        InspectionReport report;
        long allocated, began;
        TimeSpan took;
        int tries = 0;
        do
        {
            // Once more when it is over: the first of its kind also pays for what is made once, or the machine was held up.
            (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            report = ModelInspection.Inspect(new MemoryByteSource(input), null, new InspectionJob(new InspectedFile("model.onnx", 0, input.Length), null, null, false), null, null);
            (allocated, took) = (GC.GetAllocatedBytesForCurrentThread() - allocated, Stopwatch.GetElapsedTime(began));
        }
        while ((allocated > MostAllocated || took > Longest) && ++tries < 2);
        BrokenInvariantException.Unless(allocated <= MostAllocated, $"bounded allocation of the rules: {allocated} bytes for an input of {input.Length}");
        BrokenInvariantException.Unless(took <= Longest, $"bounded time of the rules: {took.TotalSeconds:F1} s for an input of {input.Length} bytes");
        return report;
    }
}
