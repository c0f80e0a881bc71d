using System.Globalization;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>What <c>mlsec model bom</c> states about a model beyond what CycloneDX has members for: properties of the model card, each value with one spelling, so that writer and comparison cannot differ.</summary>
internal static class OnnxStatements
{
    /// <summary>Every name begins so.</summary>
    internal const string Prefix = "mlsec:onnx:";

    private static readonly (string Name, Func<ModelSummary, IEnumerable<string>> Values)[] All =
    [
        ($"{Prefix}ir-version", model => [Number(model.IrVersion)]),
        ($"{Prefix}opset", model => model.Opsets.Select(opset => $"{Domain(opset.Domain)} {Number(opset.Version)}")),
        ($"{Prefix}input", model => model.Inputs.Select(Value)),
        ($"{Prefix}output", model => model.Outputs.Select(Value)),
        ($"{Prefix}operator", model => model.Operators.Select(count => $"{Domain(count.Domain)}:{count.Name} {Number(count.Count)}")),
        ($"{Prefix}nodes", model => [Number(model.Nodes)]),
        ($"{Prefix}functions", model => [Number(model.Functions)]),
        ($"{Prefix}initializers", model => [Number(model.Initializers)]),
        ($"{Prefix}parameters", model => [Number(model.Parameters)]),
        ($"{Prefix}external", model => model.External.Select(reference => reference.Location).Distinct(StringComparer.Ordinal)),
    ];

    /// <summary>The names and the values that the bytes give for them.</summary>
    internal static IEnumerable<(string Name, IReadOnlyList<string> Values)> Of(ModelSummary model) => All.Select(statement => (statement.Name, (IReadOnlyList<string>)[.. statement.Values(model)]));

    /// <summary>The format of an input or output, as it stands in the model card: <c>float32 [N,3,224,224]</c>.</summary>
    internal static string Format(ValueSummary value) => $"{value.Type} {value.Shape}";

    /// <summary>A domain as people write it: the one of ONNX itself has a name.</summary>
    internal static string Domain(string domain) => domain.Length == 0 ? "ai.onnx" : domain;

    private static string Value(ValueSummary value) => $"{value.Name} {Format(value)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
