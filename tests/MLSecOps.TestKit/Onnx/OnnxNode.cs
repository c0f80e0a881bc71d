namespace MLSecOps.TestKit.Onnx;

/// <summary>NodeProto.</summary>
/// <param name="Operator">op_type.</param>
/// <param name="Inputs">Names; empty for one that is left out.</param>
/// <param name="Outputs">Names.</param>
/// <param name="Attributes">Attributes.</param>
public sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, params OnnxAttribute[] Attributes) : OnnxMessage
{
    /// <summary>Its own name, or null for none.</summary>
    public string? Name { get; init; }

    /// <summary>The operator's domain, or null for ONNX's own.</summary>
    public string? Domain { get; init; }

    /// <summary>Documentation.</summary>
    public string? Documentation { get; init; }

    internal override void Write(WireWriter writer)
    {
        foreach (string input in Inputs)
        {
            writer.Text(1, input);
        }

        foreach (string output in Outputs)
        {
            writer.Text(2, output);
        }

        writer.Text(3, Name).Text(4, Operator).Messages(5, Attributes).Text(6, Documentation).Text(7, Domain);
    }
}
