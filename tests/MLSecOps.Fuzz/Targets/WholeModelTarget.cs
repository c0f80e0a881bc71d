using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>External data put into a model: <see cref="WholeModel"/>, and <see cref="ExternalTensors"/> under it. What comes out is the same graph, points nowhere, and is larger only by what its tensors take.</summary>
internal sealed class WholeModelTarget : FuzzTarget
{
    private static readonly Dictionary<string, byte[]> Files = new() { ["w.bin"] = [.. Enumerable.Range(1, 64).Select(number => (byte)number)], ["empty"] = [] };

    public override string Name => "model-whole";

    public override IGrammar Grammar { get; } = new ProtobufGrammar();

    // Missing, malformed, broken protobuf; the places are few.
    public override int LeastOutcomes => 3;

    // The model is walked before and after, and tensors may take the same bytes again.
    public override int BytesPerByte => 160;

    public override int BytesAlways => 256 << 10;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        byte[] model = input.ToArray();
        return Reading.Of(WholeModel.Compose(model, Files), whole => Check(model, whole));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] first = Outside("w.bin", ("offset", "4"), ("length", "8")), second = Outside("w.bin"), absent = Outside("other.bin");
        byte[] constant = [.. Field(2, "y"u8), .. Field(4, "Constant"u8), .. Field(5, [.. Field(1, "value"u8), .. Field(5, second), 0xA0, 1, 4])];
        byte[] branch = [.. Field(4, "If"u8), .. Field(5, [.. Field(1, "then_branch"u8), .. Field(6, [.. Field(1, constant), .. Field(5, first)])])];
        yield return ("valid-main", [0x08, 8, .. Field(7, [.. Field(5, first), .. Field(2, "g"u8), .. Field(5, second)])]);
        yield return ("valid-branch", [0x08, 8, .. Field(7, Field(1, branch)), .. Field(25, [.. Field(1, "F"u8), .. Field(7, constant)])]);
        yield return ("valid-sparse", [.. Field(7, Field(15, [.. Field(1, first), .. Field(2, second), .. Field(3, [8])]))]);
        yield return ("valid-whole", [0x08, 8, .. Field(7, Field(5, [0x08, 1, 0x10, 1, .. Field(9, new byte[4])]))]);
        yield return ("missing", [.. Field(7, Field(5, absent))]);
        yield return ("beyond", [.. Field(7, Field(5, Outside("w.bin", ("offset", "60"))))]);
        yield return ("in-pieces", [.. Field(7, Field(1, Field(5, [.. Field(5, first), .. Field(5, [0x70, 1])])))]);
    }

    private static byte[] Outside(string location, params (string Key, string Value)[] more) =>
    [
        0x08, 2, 0x10, 1, .. Field(8, "w"u8),
        .. more.Prepend(("location", location)).SelectMany(entry => Field(13, [.. Field(1, System.Text.Encoding.ASCII.GetBytes(entry.Item1)), .. Field(2, System.Text.Encoding.ASCII.GetBytes(entry.Item2))])),
        0x70, 1,
    ];

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => ProtobufField.Of(number, content);

    private static void Check(byte[] model, byte[] whole)
    {
        ModelTables before = Walk(model), after = Walk(whole);
        int outside = before.Tensors.Count(tensor => tensor.IsExternal);
        BrokenInvariantException.Unless(outside > 0 || ReferenceEquals(model, whole), "a model that is whole is left alone");
        BrokenInvariantException.Unless(after.Tensors.TrueForAll(tensor => !tensor.IsExternal), "nothing points outside");
        BrokenInvariantException.Unless(
            before.Graphs.Count == after.Graphs.Count && before.Nodes.Count == after.Nodes.Count && before.Attributes.Count == after.Attributes.Count
                && before.Tensors.Count == after.Tensors.Count && before.Functions.Count == after.Functions.Count,
            "the same graph");
        BrokenInvariantException.Unless(whole.Length <= model.Length + (outside * 256L), "larger by what the tensors take");
        for (int row = 0; row < before.Tensors.Count; row++)
        {
            BrokenInvariantException.Unless(
                !before.Tensors[row].IsExternal || after.Tensors[row].RawLength >= 0, "a tensor that was outside has its bytes");
        }
    }

    private static ModelTables Walk(byte[] model) =>
        ModelWalker.Walk(new MemoryByteSource(model)).Match(tables => tables, fault => throw new BrokenInvariantException($"what was put together is a model: {fault}"));
}
