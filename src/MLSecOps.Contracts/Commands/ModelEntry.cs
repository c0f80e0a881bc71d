namespace MLSecOps.Contracts.Commands;

/// <summary>What a model is, in JSON. All texts are from the model.</summary>
public sealed record ModelEntry
{
    /// <summary>Version of the ONNX format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Name and version of the tool that made it.</summary>
    public required string Producer { get; init; }

    /// <summary>Operator sets: domain (<c>ai.onnx</c> for ONNX itself) and version.</summary>
    public required IReadOnlyList<OpsetEntry> Opsets { get; init; }

    /// <summary>Inputs.</summary>
    public required IReadOnlyList<ValueEntry> Inputs { get; init; }

    /// <summary>Outputs.</summary>
    public required IReadOnlyList<ValueEntry> Outputs { get; init; }

    /// <summary>How often each operator is used.</summary>
    public required IReadOnlyList<OperatorEntry> Operators { get; init; }

    /// <summary>Nodes, nested ones included.</summary>
    public required int Nodes { get; init; }

    /// <summary>Graphs, the main one included.</summary>
    public required int Graphs { get; init; }

    /// <summary>Functions that the model defines.</summary>
    public required int Functions { get; init; }

    /// <summary>Tensors of weights.</summary>
    public required int Initializers { get; init; }

    /// <summary>Elements of all weights.</summary>
    public required long Parameters { get; init; }

    /// <summary>Files in which data lies, as the model states them.</summary>
    public required IReadOnlyList<string> External { get; init; }

    /// <summary>Bytes of the file that are not weights.</summary>
    public required long StructureBytes { get; init; }

    /// <summary>Bytes that were read.</summary>
    public required long ReadBytes { get; init; }
}
