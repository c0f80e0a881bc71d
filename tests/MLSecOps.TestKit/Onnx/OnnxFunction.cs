namespace MLSecOps.TestKit.Onnx;

/// <summary>FunctionProto.</summary>
/// <param name="Domain">Domain.</param>
/// <param name="Name">Name.</param>
/// <param name="Inputs">Names of inputs.</param>
/// <param name="Outputs">Names of outputs.</param>
/// <param name="Nodes">Body.</param>
public sealed record OnnxFunction(string Domain, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, params OnnxNode[] Nodes) : OnnxMessage
{
    /// <summary>Attributes without a default.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Attributes with one.</summary>
    public IReadOnlyList<OnnxAttribute> Defaults { get; init; } = [];

    /// <summary>Operator sets.</summary>
    public IReadOnlyList<(string Domain, long Version)> Opsets { get; init; } = [("", OnnxModel.Opset)];

    /// <summary>Documentation.</summary>
    public string? Documentation { get; init; }

    internal override void Write(WireWriter writer)
    {
        writer.Text(1, Name);
        foreach (string input in Inputs)
        {
            writer.Text(4, input);
        }

        foreach (string output in Outputs)
        {
            writer.Text(5, output);
        }

        foreach (string attribute in Attributes)
        {
            writer.Text(6, attribute);
        }

        writer.Messages(7, Nodes).Text(8, Documentation);
        foreach ((string domain, long version) in Opsets)
        {
            writer.Bytes(9, new WireWriter().Text(1, domain).Number(2, version).ToArray());
        }

        writer.Text(10, Domain).Messages(11, Defaults);
    }
}
