namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A function that the model defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Overload">Which of several of that name.</param>
/// <param name="Body">Its graph.</param>
/// <param name="Attributes">Names of attributes without a default.</param>
/// <param name="FirstDefault">First attribute with a default, or -1.</param>
/// <param name="Opsets">Operator sets that it imports.</param>
public sealed record FunctionTable(int Name, int Domain, int Overload, int Body, IReadOnlyList<int> Attributes, int FirstDefault, IReadOnlyList<OpsetRow> Opsets);
