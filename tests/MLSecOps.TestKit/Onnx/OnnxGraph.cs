namespace MLSecOps.TestKit.Onnx;

/// <summary>GraphProto.</summary>
/// <param name="Name">Name.</param>
public sealed record OnnxGraph(string Name) : OnnxMessage
{
    /// <summary>Nodes.</summary>
    public IReadOnlyList<OnnxNode> Nodes { get; init; } = [];

    /// <summary>Initialisers.</summary>
    public IReadOnlyList<OnnxTensor> Initializers { get; init; } = [];

    /// <summary>Sparse initialisers.</summary>
    public IReadOnlyList<OnnxSparseTensor> Sparse { get; init; } = [];

    /// <summary>Inputs.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; init; } = [];

    /// <summary>Outputs.</summary>
    public IReadOnlyList<OnnxValue> Outputs { get; init; } = [];

    /// <summary>Documentation.</summary>
    public string? Documentation { get; init; }

    internal override void Write(WireWriter writer) => writer
        .Messages(1, Nodes).Text(2, Name).Messages(5, Initializers).Text(10, Documentation).Messages(11, Inputs).Messages(12, Outputs).Messages(15, Sparse);
}
