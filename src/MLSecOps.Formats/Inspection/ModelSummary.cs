namespace MLSecOps.Formats.Inspection;

/// <summary>What a model is, for people and for the bill of materials. All texts are from the model.</summary>
/// <param name="IrVersion">Version of the ONNX format.</param>
/// <param name="Producer">Name and version of the tool that made it; may be empty.</param>
/// <param name="Opsets">Operator sets that it imports.</param>
/// <param name="Inputs">Inputs of the main graph that are no initialisers.</param>
/// <param name="Outputs">Outputs of the main graph.</param>
/// <param name="Operators">How often each operator stands in it, nested graphs and functions included, by domain and name.</param>
/// <param name="Nodes">Nodes, nested ones included.</param>
/// <param name="Graphs">Graphs, the main one included.</param>
/// <param name="Functions">Functions that the model defines.</param>
/// <param name="Initializers">Tensors of weights, nested ones included.</param>
/// <param name="Parameters">Elements of all weights.</param>
/// <param name="External">References to data in other files.</param>
/// <param name="StructureBytes">Bytes of the file that are not weights.</param>
/// <param name="BytesRead">Bytes that were read to say all this.</param>
public sealed record ModelSummary(
    long IrVersion, string Producer, IReadOnlyList<OpsetSummary> Opsets, IReadOnlyList<ValueSummary> Inputs, IReadOnlyList<ValueSummary> Outputs,
    IReadOnlyList<OperatorCount> Operators, int Nodes, int Graphs, int Functions, int Initializers, long Parameters,
    IReadOnlyList<ExternalReference> External, long StructureBytes, long BytesRead);
