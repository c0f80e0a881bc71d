namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A node. Names are numbers of <see cref="NameTable"/>; inputs and outputs are consecutive entries of <see cref="ModelTables.Links"/>.</summary>
/// <param name="Graph">The graph it stands in.</param>
/// <param name="Ordinal">Its place there.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Operator">The operator's name.</param>
/// <param name="Domain">The operator's domain.</param>
/// <param name="Overload">Which of several functions of that name.</param>
/// <param name="FirstLink">Its first input.</param>
/// <param name="Inputs">How many inputs; its outputs follow them.</param>
/// <param name="Outputs">How many outputs.</param>
/// <param name="FirstAttribute">Its first attribute, or -1; the others follow by <see cref="AttributeRow.Next"/>.</param>
public readonly record struct NodeRow(int Graph, int Ordinal, int Name, int Operator, int Domain, int Overload, int FirstLink, int Inputs, int Outputs, int FirstAttribute);
