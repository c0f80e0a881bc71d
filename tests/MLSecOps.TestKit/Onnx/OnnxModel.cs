namespace MLSecOps.TestKit.Onnx;

/// <summary>ModelProto.</summary>
/// <param name="Graph">The graph; null for none.</param>
public sealed record OnnxModel(OnnxGraph? Graph) : OnnxMessage
{
    /// <summary>The operator set that generated models import: the newest whose operators all runtimes of the last two years have.</summary>
    public const long Opset = 19;

    /// <summary>Version of the format.</summary>
    public long IrVersion { get; init; } = 9;

    /// <summary>Operator sets.</summary>
    public IReadOnlyList<(string Domain, long Version)> Opsets { get; init; } = [("", Opset)];

    /// <summary>Functions.</summary>
    public IReadOnlyList<OnnxFunction> Functions { get; init; } = [];

    /// <summary>Training.</summary>
    public IReadOnlyList<OnnxTraining> Training { get; init; } = [];

    /// <summary>metadata_props.</summary>
    public IReadOnlyList<(string Key, string Value)> Metadata { get; init; } = [];

    /// <summary>Documentation.</summary>
    public string? Documentation { get; init; }

    internal override void Write(WireWriter writer)
    {
        writer.Number(1, IrVersion).Text(2, "testkit").Text(6, Documentation).Message(7, Graph);
        foreach ((string domain, long version) in Opsets)
        {
            writer.Bytes(8, new WireWriter().Text(1, domain).Number(2, version).ToArray());
        }

        writer.Entries(14, Metadata).Messages(20, Training).Messages(25, Functions);
    }
}
